"""Everything at once, at random: people who click, processes that die, a Slack and a CI that fail."""
