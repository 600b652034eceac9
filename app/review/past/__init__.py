"""What the main line has seen before: which changes were taken back, and who knows which files."""
