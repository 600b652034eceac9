"""Values and rules. Imports the standard library and itself; does no I/O."""
