"""Local stand-ins for the outside, speaking its real protocols; for the demo and the tests."""
