"""What tests, coverage and checks say."""
