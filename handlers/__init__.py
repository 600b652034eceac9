"""Bolt listeners and webhooks: parse, call the gate once, answer."""
