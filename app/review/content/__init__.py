"""What the added lines hold."""
