"""Bolt listeners and webhooks: parse, call the gate once, answer."""

from slack_bolt import App

from app.ports import Parts
from handlers import commands, decisions, fallback, home, metadata


def register(bolt: App, parts: Parts, queue_apps: frozenset[str]) -> None:
    """Register every listener; the first that matches answers, so the fallback comes last."""
    in_use = decisions.register(bolt, parts)
    commands.register(bolt, parts)
    home.register(bolt, parts)
    metadata.register(bolt, parts, queue_apps)
    fallback.register(bolt, in_use)
