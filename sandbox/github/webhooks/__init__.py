"""The App's webhooks: what is told, signed and sent, and what can be asked for again."""
