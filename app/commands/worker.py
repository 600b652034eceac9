"""`airlock worker`: the process that does what is owed."""

import gc
import signal
import sys
from importlib import import_module
from pkgutil import iter_modules

import click
from redis import Redis

import workers
from app import wiring
from app.commands.starting import begin, ready
from app.loading import loading
from workers import loop


@click.command()
def worker() -> None:
    """Do what is owed; any number of these may run, on any number of machines."""
    parts = begin("worker")
    _load_jobs()
    parts.warm_up()
    gc.freeze()  # what forked jobs share is not to be copied by looking through it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until RQ listens for it
    ready()
    loop.run(Redis.from_url(wiring.redis_url(parts.settings)))


def _load_jobs() -> None:
    """Import every job here, so that no forked one has to."""
    with loading():
        for module in iter_modules(workers.__path__, "workers."):
            import_module(module.name)
