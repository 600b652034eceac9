"""What GitHub measured of a commit, and who stands behind it."""
