"""Airlock: a Slack-first gate in front of production."""
