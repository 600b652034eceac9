"""Evidence in, report out. Pure: no network, no clock, no settings."""
