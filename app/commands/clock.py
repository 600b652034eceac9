"""`airlock clock`: the process that looks when the time has come."""

import click

from app.commands.starting import begin, ready, stopped_by_signals
from workers import clock as process


@click.command()
def clock() -> None:
    """Look at every deploy when its time has come."""
    parts, stop = begin("clock"), stopped_by_signals()
    ready()
    process.run(parts, stop, parts.settings.airlock_sweep)
