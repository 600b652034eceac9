"""`python -m bench.risk`: the score on many repositories' reverts, beside what else could be used.

Every figure is of changes scored with what was known before they landed, macro over repositories.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from csv import DictReader
from dataclasses import dataclass
from functools import partial
from gzip import open as gunzip
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from app.adapters.git import GitRepository
from app.commands.backtest.walk import read_past, tested
from app.review.backtest.figures import Scored
from bench.kamei import Floats, measures
from bench.logistic import Sample, trained
from bench.macro import COLD, FILES, HISTORY, KAMEI, LINES, report


@dataclass(frozen=True)
class Row:
    """A line of the list of changes."""

    sha: str  # 40 hex digits
    is_reverted: bool
    weight: float  # how many changes that were not sampled it stands for


@dataclass(frozen=True)
class Measured:
    """What each score says of the rows of one repository, in their order."""

    name: str  # org/name
    rows: Sequence[Row]
    scores: Mapping[str, Sequence[float]]
    kamei: Floats

    @property
    def organisation(self) -> str:
        return self.name.partition("/")[0]

    @property
    def sample(self) -> Sample:
        outcomes = np.array([row.is_reverted for row in self.rows], dtype=np.float64)
        return Sample(self.kamei, outcomes, np.array([row.weight for row in self.rows]))

    def whole(self) -> "Measured":
        """Return it without the changes that the mirror does not hold whole: nobody can score those."""
        kept = np.flatnonzero(~np.isnan(self.kamei).any(axis=1)).tolist()
        scores = {what: [told[place] for place in kept] for what, told in self.scores.items()}
        return Measured(self.name, [self.rows[place] for place in kept], scores, self.kamei[kept])

    def scored(self, scores: Sequence[float]) -> list[Scored]:
        return [
            Scored(score, row.is_reverted, row.weight) for score, row in zip(scores, self.rows, strict=True)
        ]


def main() -> None:
    call = _call()
    repositories = sorted(_measured(call), key=lambda each: each.name)
    whats = [COLD, *([] if call.cold else [HISTORY]), LINES, FILES]
    found = {what: {each.name: each.scored(each.scores[what]) for each in repositories} for what in whats}
    found[KAMEI] = dict(_kamei(repositories))
    print("\n".join(report(found)))


def _call() -> Namespace:
    parser = ArgumentParser(prog="python -m bench.risk", description=__doc__)
    parser.add_argument("--rows", type=Path, required=True, help="repo, sha, date, label, w: CSV, gzipped")
    parser.add_argument("--mirrors", type=Path, required=True, help="holds org+name/repo for each, bare")
    parser.add_argument("--only", nargs="+", metavar="ORG/NAME", help="these repositories alone")
    parser.add_argument("--cold", action="store_true", help="without the score that knows the history")
    parser.add_argument("--processes", type=int, default=2, help="repositories measured at the same time")
    return parser.parse_args()


def _rows(path: Path, only: Sequence[str] | None) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    with gunzip(path, "rt", newline="", encoding="utf-8") as file:
        for told in DictReader(file):
            if not only or told["repo"] in only:
                row = Row(told["sha"], told["label"] == "1", float(told["w"]))
                rows.setdefault(told["repo"], []).append(row)
    return rows


def _measured(call: Namespace) -> Iterator[Measured]:
    """Yield each repository as it is ready; a terminal sees how far it is."""
    rows, console = _rows(call.rows, call.only), Console(stderr=True)
    with ProcessPoolExecutor(call.processes, get_context("spawn")) as pool:
        work = partial(_one, call.mirrors, is_cold=call.cold)
        started = [pool.submit(work, name, told) for name, told in rows.items()]
        for done in track(
            as_completed(started),
            "Measuring repositories",
            total=len(started),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        ):
            yield done.result()


def _one(mirrors: Path, name: str, rows: Sequence[Row], *, is_cold: bool) -> Measured:
    repository = GitRepository(mirrors / name.replace("/", "+") / "repo")
    past = read_past(repository, "HEAD")
    places = past.named(row.sha for row in rows)
    cold = list(tested(repository, past, places, is_cold=True))
    scores = {
        COLD: [line.score for line in cold],
        LINES: [line.additions for line in cold],
        FILES: [line.files for line in cold],
    }
    if not is_cold:
        scores[HISTORY] = [line.score for line in tested(repository, past, places, is_cold=False)]
    return Measured(name, rows, scores, measures(repository.git, past.changes, places)).whole()


def _kamei(repositories: Sequence[Measured]) -> Iterator[tuple[str, list[Scored]]]:
    """Yield the regression's scores of each repository, trained on the other organisations alone."""
    for organisation in sorted({each.organisation for each in repositories}):
        others = [each.sample for each in repositories if each.organisation != organisation]
        if not others:
            return
        coefficients = trained(others)
        for each in repositories:
            if each.organisation == organisation:
                yield each.name, each.scored((each.kamei @ coefficients).tolist())


if __name__ == "__main__":
    main()
