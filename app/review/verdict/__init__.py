"""From what was seen to a number, a word and a line."""
