"""One whole run: from a seed to the evidence, and what is wrong with it."""

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from tests.chaos.drive import Drive
from tests.chaos.evidence import Evidence, gathered
from tests.chaos.judge import Problem, judged
from tests.chaos.plan import Size, plan
from tests.chaos.site import site
from tests.chaos.witness import ANSWERS, clicks_lost
from tests.eventually import eventually


@dataclass(frozen=True)
class Limits:
    """How long it may take, in seconds; what is planned beyond that is left out."""

    working: float
    quiet: float


@dataclass(frozen=True)
class Result:
    seed: int
    seen: Evidence
    problems: tuple[Problem, ...]
    steps: Counter[str]  # done, by kind
    faults: Counter[str]  # by kind
    took: float  # seconds
    settled: float  # seconds of these, after the last fault


def run(seed: int, size: Size, limits: Limits, directory: Path) -> Result:
    """Play the plan of a seed, and judge what came of it."""
    begun = time.monotonic()
    intended = plan(seed, size)
    with site(directory, intended) as place:
        place.mend()
        eventually(lambda: place.is_up)
        eventually(lambda: place.installed.world.slack.connections)
        drive = Drive(intended, place, time.monotonic() + limits.working, limits.quiet)
        came_to_rest = drive.run()
        seen = _seen(drive, came_to_rest=came_to_rest)
    ended = time.monotonic()
    return Result(
        seed, seen, judged(seen), drive.counts, drive.kinds, ended - begun, ended - drive.calm_since
    )


def _seen(drive: Drive, *, came_to_rest: bool) -> Evidence:
    """Look at everything; again while a private answer may still be on its way."""
    until = time.monotonic() + ANSWERS
    while any(clicks_lost(seen := gathered(drive, came_to_rest=came_to_rest))) and time.monotonic() < until:
        Event().wait(1.0)
    return seen
