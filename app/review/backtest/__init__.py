"""How well a score finds the changes that were taken back later."""
