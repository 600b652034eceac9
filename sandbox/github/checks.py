"""Check runs and their suites, as stored."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.github.refusal import Json

COMPLETED = "completed"


@dataclass(frozen=True)
class Output:
    title: str | None = None
    summary: str | None = None
    text: str | None = None
    annotations: tuple[Json, ...] = ()


@dataclass(frozen=True)
class CheckRun:
    id: int
    repository: int  # id
    name: str
    head_sha: str
    app: str  # slug of who made it: "github-actions", "airlock"
    suite: int
    status: str = "queued"
    conclusion: str | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    external_id: str = ""
    details_url: str | None = None
    output: Output = field(default_factory=Output)
    actions: tuple[Json, ...] = ()  # buttons: label, description, identifier


@dataclass(frozen=True)
class CheckSuite:
    id: int
    repository: int
    head_sha: str
    app: str
    created_at: datetime
    head_branch: str | None = None


class Checks:
    """Touched only by whoever holds the hub's lock. What is stored is a value; a change stores another."""

    def __init__(self, new_id: Callable[[], int], now: Callable[[], datetime]) -> None:
        self.runs: dict[int, CheckRun] = {}
        self.suites: dict[int, CheckSuite] = {}
        self._new_id, self._now = new_id, now

    def open_suite(
        self, repository: int, sha: str, app: str, suite_id: int | None = None, branch: str | None = None
    ) -> CheckSuite:
        """Begin a suite of its own, as Actions does for each run of a workflow."""
        suite = CheckSuite(suite_id or self._new_id(), repository, sha, app, self._now(), branch)
        self.suites[suite.id] = suite
        return suite

    def suite_of(self, repository: int, sha: str, app: str) -> CheckSuite:
        """Return the app's suite of a commit, beginning one when there is none."""
        wanted = (repository, sha, app)
        held = [one for one in self.suites.values() if (one.repository, one.head_sha, one.app) == wanted]
        return held[-1] if held else self.open_suite(repository, sha, app)

    def put(self, run: CheckRun) -> CheckRun:
        """Store a run as it is now."""
        self.runs[run.id] = run
        return run

    def of(self, repository: int, sha: str) -> list[CheckRun]:
        """Return all runs of a commit, newest first."""
        return [
            run for run in reversed(self.runs.values()) if (run.repository, run.head_sha) == (repository, sha)
        ]

    def in_suite(self, suite: int) -> list[CheckRun]:
        return [run for run in self.runs.values() if run.suite == suite]


def latest(runs: list[CheckRun]) -> list[CheckRun]:
    """Return the newest of each name in each suite; `runs` are newest first."""
    kept: dict[tuple[int, str], CheckRun] = {}
    for run in runs:
        kept.setdefault((run.suite, run.name), run)
    return list(kept.values())
