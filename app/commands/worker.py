"""`airlock worker`: the process that does what is owed."""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from functools import partial

import click
from redis import Redis

from app import wiring
from app.adapters.tether import tie
from app.commands.starting import begin, ready
from app.loading import load, of_jobs
from workers import loop
from workers.crew import Crew


@click.command()
def worker() -> None:
    """Do what is owed; any number of these may run, on any number of machines."""
    parts = begin("worker")
    load(of_jobs())  # so that no forked one has to
    parts.warm_up()
    gc.freeze()  # what forked workers and jobs share is not to be copied by looking through it
    crew = Crew(wiring.CREW, partial(_work, wiring.redis_url(parts.settings), os.getpid()))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: crew.stop())
    ready()
    crew.run()


def _work(url: str, parent: int, queues: Sequence[str]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))  # until RQ listens for it
    tie(parent)
    pulse = wiring.parts().pulse("worker", queues)
    rehearse = wiring.parts().rehearse if wiring.REVIEWS in queues else None
    loop.run(Redis.from_url(url, driver_info=None), queues, pulse.beat, rehearse)
    pulse.end()
