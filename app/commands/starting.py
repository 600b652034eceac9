"""What every long-running process does at its start and its end."""

import logging
import os
import signal
from threading import Event

import click

from app import logs, wiring
from app.adapters import durability, redisclock
from app.adapters.schema import start as schema

log = logging.getLogger(__name__)


def begin(process: str) -> wiring.Parts:
    """Return the parts, once the log is set up and Redis answers. Raises BadInput, Transient."""
    parts = wiring.parts()
    logs.configure(process, parts.settings)
    if parts.settings.sentry_dsn is not None:
        from app import faults  # noqa: PLC0415 - a tenth of a second that most starts can do without

        faults.init_sentry(parts.settings, parts.faultbook.is_news)
    schema.prepare(parts.redis, wiring.now())
    if parts.settings.airlock_policy is not None:
        parts.sources.operators_policy()
    if durability.SAID not in os.environ:
        _warn(parts)
    return parts


def _warn(parts: wiring.Parts) -> None:
    for concern in durability.look(parts.redis):
        log.warning("Redis is not as it should be", extra={"why": concern.words})
    if wrong := redisclock.off(parts.redis, wiring.now):
        log.warning("clock is not Redis's", extra={"why": wrong})


def ready() -> None:
    """Tell the supervisor that this process works."""
    click.echo("ready")


def stopped_by_signals() -> Event:
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
