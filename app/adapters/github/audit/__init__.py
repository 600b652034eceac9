"""Whether the gate is shut everywhere on GitHub, and whether anybody went around it."""
