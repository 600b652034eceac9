"""The change as it was given: which files, and which lines of them."""
