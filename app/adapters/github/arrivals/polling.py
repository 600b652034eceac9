"""Looking around on GitHub for runs that wait, in every repository that the App is installed on."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from pydantic import BaseModel

from app.adapters.github.access import GitHub
from app.adapters.github.answers import read
from app.adapters.github.api import Answer, Api
from app.adapters.github.app import Installation, installations, repositories
from app.adapters.github.arrivals.run import WorkflowRun
from app.domain.arrival import Waiting
from app.domain.errors import BadInput, Transient

MOST_REPOSITORIES = 60  # in one round: every half a minute, far below 5,000 requests an hour
MOST_LISTED = 2000
MOST_RUNS = 100  # of one repository that wait at once; the oldest come when others are done
RESERVE = 10  # a tenth of the rate limit is left to what people wait for
PAUSE = 60.0  # seconds


class _Runs(BaseModel):
    workflow_runs: list[WorkflowRun]


class Ledger(Protocol):
    """What is remembered between two rounds; all of it may be lost."""

    def waiting(self, repository: str) -> Waiting | None: ...
    def keep_waiting(self, repository: str, waiting: Waiting) -> None: ...
    def turn(self, among: Sequence[str], most: int) -> Sequence[str]:
        """Return whose turn it is now, beginning after the one that had it last."""

    def note_turn(self, name: str) -> None: ...


class Around:
    """The half of `ports.Lookout` that looks around. An answer that has not changed costs no rate limit."""

    def __init__(self, github: GitHub, ledger: Ledger) -> None:
        self._github = github
        self._ledger = ledger
        self._doors: dict[str, Api] = {}

    def repositories(self) -> Sequence[str]:
        awake = [each for each in installations(self._github, MOST_LISTED) if not each.is_suspended]
        self._doors = {name: door for each in awake for name, door in self._of(each).items()}
        return self._ledger.turn(list(self._doors), MOST_REPOSITORIES)

    def waiting_runs(self, repository: str) -> Waiting:
        self._ledger.note_turn(repository)
        known = self._ledger.waiting(repository)
        path = f"/repos/{repository}/actions/runs"
        query: dict[str, str | int | bool] = {"status": "waiting", "per_page": MOST_RUNS}
        api = self._doors.get(repository) or self._github.of(repository)
        answer = api.request("GET", path, query=query, etag=known.etag if known else None)
        _check_reserve(answer.headers)
        return known if known and answer.is_unchanged else _waiting(answer, known)

    def note_read(self, repository: str, waiting: Waiting) -> None:
        if waiting.etag:
            self._ledger.keep_waiting(repository, waiting)

    def _of(self, installation: Installation) -> Mapping[str, Api]:
        """Return the repositories of an installation; none of one that was taken away meanwhile."""
        try:
            listed = repositories(self._github, installation, MOST_LISTED)
        except BadInput:
            return {}
        door = self._github.installation(installation.id)
        return {each.name: door for each in listed if not each.is_archived}


def _waiting(answer: Answer, known: Waiting | None) -> Waiting:
    listed = read(_Runs, answer.data, "GET waiting runs").workflow_runs
    runs = tuple(run.as_told for run in listed)
    seen = known.marks if known else frozenset()
    return Waiting(
        ids=frozenset(run.id for run in runs),
        news=tuple(run for run in runs if run.mark not in seen),
        marks=frozenset(run.mark for run in runs),
        etag=answer.headers.get("etag", ""),
    )


def _check_reserve(headers: Mapping[str, str]) -> None:
    left, limit = (headers.get(f"x-ratelimit-{name}", "") for name in ("remaining", "limit"))
    if left.isdecimal() and limit.isdecimal() and int(left) * RESERVE < int(limit):
        raise Transient(f"{left} of {limit} requests are left for this hour.", retry_after=PAUSE)
