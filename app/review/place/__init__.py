"""What a file is for and how dear a mistake in it is, told from its path."""
