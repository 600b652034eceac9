"""What is built from other people's code."""
