"""Schema changes: what they do to the code that still runs."""
