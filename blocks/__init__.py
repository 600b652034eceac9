"""Domain values to Block Kit. Pure: no client, no clock, no settings."""
