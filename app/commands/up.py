"""`airlock up`: everything on one machine, under one supervisor."""

import sys
from contextlib import nullcontext

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


def run(configuration: settings.Settings) -> int:
    """Return the exit code; 2 when a process says that its settings are wrong."""
    own = configuration.redis_url is None
    redis = embedded.start(configuration.airlock_data_dir) if own else None
    with redis or nullcontext():
        url = redis.url if redis else str(configuration.redis_url)
        env = {**logs.for_children(), "REDIS_URL": url}
        specs = [Spec(name, (sys.executable, "-m", "app.cli", name), env) for name in ORDER]
        keep = redis.revive if redis else _nothing
        return Supervisor(specs, on_ready=_ready, keep=keep).run()


def _ready() -> None:
    click.echo("Airlock is up.", err=True)


def _nothing() -> None: ...
