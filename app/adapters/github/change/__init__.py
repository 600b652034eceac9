"""What a deploy changes, read from a repository on GitHub: through a clone of our own, or its API."""
