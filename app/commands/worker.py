"""`airlock worker`: the process that does what is owed."""

import gc
import signal
import sys

import click
from redis import Redis

from app import wiring
from app.commands.starting import begin, ready
from workers import (
    arrive,
    attend,
    audit,
    follow,
    gatecheck,
    loop,
    platform,
    poll,
    post,
    promote,
    proposed,
    recheck,
    redeliver,
    refresh,
    review,
    supersede,
)

JOBS = (
    arrive,
    attend,
    audit,
    follow,
    gatecheck,
    platform,
    poll,
    post,
    promote,
    proposed,
    recheck,
    redeliver,
    refresh,
    review,
    supersede,
)  # imported here, so that no forked job has to


@click.command()
def worker() -> None:
    """Do what is owed; any number of these may run, on any number of machines."""
    parts = begin("worker")
    parts.warm_up()
    gc.freeze()  # what forked jobs share is not to be copied by looking through it
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until RQ listens for it
    ready()
    loop.run(Redis.from_url(wiring.redis_url(parts.settings)))
