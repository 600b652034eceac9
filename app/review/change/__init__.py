"""How large the change is, and what its titles announce."""
