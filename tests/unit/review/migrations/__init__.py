"""Migrations: what hurts is said, what is harmless is left alone, and the rest is not taken for safe."""
