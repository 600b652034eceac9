"""From a queued deploy to its card, beside an empty job and one post to Slack, in turns.

By itself: `python -m bench.card [RUNS]`. The change is small and comes from a local git repository;
nothing else is going on. The empty job goes through the queue and the worker that reviews go through.
"""

import sys
import time
from collections.abc import Iterator
from statistics import median

from redis import Redis
from rq import Queue

from app import wiring
from app.domain.effect import Effect
from bench.figure import HEADING, Row
from bench.installed import Installed, installed
from bench.prepared import APPROVAL, request
from sandbox.slack import Call

RUNS, WARM_UP = 15, 2
REST = 0.3  # seconds before each, in which what the one before has left behind is done
REVIEWS = f"{wiring.QUEUE}-reviews"
PATIENCE = 30  # seconds


def main(runs: int = RUNS) -> None:
    """Print the figures."""
    print(HEADING)
    for row in rows(runs):
        print(row)


def rows(runs: int = RUNS) -> Iterator[Row]:
    with installed() as airlock:
        pairs = [(_card(airlock), _bare(airlock)) for _ in range(runs + WARM_UP)][WARM_UP:]
    card, bare = (median(each) for each in zip(*pairs, strict=True))
    yield Row("queued to card (an empty job, and a post)", card, bare)


def _card(airlock: Installed) -> float:
    """Queue one, and return the seconds until Slack has its card."""
    time.sleep(REST)
    deploy, _ = airlock.parts.gate.queue(request(airlock), wiring.now())
    start = time.time()
    at = airlock.slack.wait_for(lambda: _posted(airlock.slack.calls[-10:], deploy.id), PATIENCE)
    airlock.rest()
    return (at or start) - start


def _posted(calls: list[Call], deploy_id: str) -> float | None:
    """Return when the deploy's card was posted."""
    mark = f"'{deploy_id}.{Effect.POST_CARD}."
    return next((call.at for call in calls if mark in str(call.args.get("metadata"))), None)


def _bare(airlock: Installed) -> float:
    """Queue an empty job, and post once when it has run; return the seconds."""
    time.sleep(REST)
    with Redis.from_url(str(airlock.parts.settings.redis_url)) as redis:
        job = Queue(REVIEWS, connection=redis).enqueue("time.time", result_ttl=PATIENCE)
        start = time.time()
        job.latest_result(timeout=PATIENCE)
        airlock.parts.client.chat_postMessage(channel=APPROVAL, text="One post.")
        return time.time() - start


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
