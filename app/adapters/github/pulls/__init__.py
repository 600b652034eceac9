"""Pull requests on GitHub, who reviewed them, and the check that gates them."""
