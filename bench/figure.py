"""One line of the table, and how its figures are taken."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

RUNS = 5
HEADING = f"{'what':<44} {'median':>12} {'compared with':>16} {'ratio':>7}"


@dataclass(frozen=True)
class Row:
    what: str
    median: float  # seconds
    compared: float | None = None  # seconds, of what it is compared with

    def __str__(self) -> str:
        compared = f"{self.compared * 1e3:13.2f} ms" if self.compared else f"{'':>16}"
        ratio = f"{self.median / self.compared:7.2f}" if self.compared else f"{'':>7}"
        return f"{self.what:<44} {self.median * 1e3:9.2f} ms {compared} {ratio}"


def cpu(run: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median CPU seconds of this process over several runs, after one to warm up."""
    return _median(run, runs, time.process_time)


def wall(run: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median seconds over several runs, after one to warm up."""
    return _median(run, runs, time.perf_counter)


def _median(run: Callable[[], object], runs: int, clock: Callable[[], float]) -> float:
    run()
    taken = []
    for _ in range(runs):
        start = clock()
        run()
        taken.append(clock() - start)
    return median(taken)
