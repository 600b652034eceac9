"""What waits on GitHub for Airlock: runs, and webhooks that were lost."""
