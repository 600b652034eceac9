"""`airlock up`: everything on one machine, under one supervisor."""

import sys
from collections.abc import Callable
from contextlib import nullcontext
from typing import TextIO

import click

from app import logs, settings
from app.adapters import embedded
from app.child import Spec
from app.supervise import Supervisor

ORDER = ("web", "bot", "clock", "worker")  # of stopping: first what takes in work, last what does it


@click.command()
def up() -> None:
    """Run bot, web, worker and clock, and a Redis where REDIS_URL names none."""
    sys.exit(run(settings.load()))


def _say_so() -> None:
    click.echo("Airlock is up.", err=True)


def _nothing(*_: object) -> None: ...


def run(
    configuration: settings.Settings,
    on_ready: Callable[[], None] = _say_so,
    on_start: Callable[[Supervisor], None] = _nothing,
    log: TextIO | None = None,
) -> int:
    """Return the exit code; 2 when a process says that its settings are wrong. For the main thread."""
    own = configuration.redis_url is None
    redis = embedded.start(configuration.airlock_data_dir) if own else None
    with redis or nullcontext():
        url = redis.url if redis else str(configuration.redis_url)
        env = {**logs.for_children(log), "REDIS_URL": url}
        specs = [Spec(name, (sys.executable, "-m", "app.cli", name), env) for name in ORDER]
        keep = redis.revive if redis else _nothing
        supervisor = Supervisor(specs, log=log, on_ready=on_ready, keep=keep)
        on_start(supervisor)
        return supervisor.run()
