"""Measurements, each beside something to compare with, in one run. Nothing here is asserted in a test."""
