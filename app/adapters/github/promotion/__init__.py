"""What is approved goes live, and what is decided shows, on GitHub."""
