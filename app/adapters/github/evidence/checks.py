"""What was checked on exactly one commit: check runs and commit statuses, the last attempt of each."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import AwareDatetime

from app.adapters.github.api import Api, Rows
from app.adapters.github.evidence.rows import Doubts, Id, Name, Row
from app.adapters.github.site import Site

CHECKS_MAX = 1000
OWN = re.compile(r"airlock ?/", re.IGNORECASE)  # what the names of our own checks begin with
SLACK = 5 * 60  # seconds that the committer's clock and GitHub's may differ
# Statuses and conclusions: docs.github.com/en/rest/checks/runs, docs.github.com/en/rest/commits/statuses
_FAILED = frozenset({"failure", "timed_out", "error", "startup_failure"})
_HELD = frozenset({"waiting", "pending", "requested"})  # by rules, or by a group that runs one at a time
# A status tells its app by the picture alone; GitHub draws an app's under /in/, a person's under /u/.
_APP = re.compile(r"https://avatars\.githubusercontent\.com/in/(\d{1,12})(\?[^/]*)?", re.ASCII)


@dataclass(frozen=True)
class Commit:
    sha: str  # 40 hex digits
    at: int = 0  # when it was committed, Unix seconds; 0 is not known
    suites: Mapping[int, tuple[int, str]] = field(default_factory=dict)  # check suite → workflow and event
    own_suite: int | None = None  # of the run that waits for us


@dataclass(frozen=True)
class Told:
    name: str  # foreign text
    word: str  # its conclusion; its status while it has none
    app: int | None  # id of the app that said so; None is not known


@dataclass(frozen=True)
class Checks:
    told: tuple[Told, ...] = ()
    flaky: tuple[str, ...] = ()  # names that failed first and passed then


class _App(Row):
    id: Id
    client_id: str | None = None


class _Suite(Row):
    id: Id


class _Run(Row):
    id: Id  # grows with each attempt, and is given by GitHub
    name: Name
    head_sha: str
    status: Name
    conclusion: Name | None = None
    started_at: AwareDatetime | None = None
    app: _App | None = None
    check_suite: _Suite | None = None
    deployment: Any = None  # where it is a job of an environment

    @property
    def word(self) -> str:
        return self.conclusion or self.status

    @property
    def suite(self) -> int | None:
        return self.check_suite.id if self.check_suite else None

    @property
    def app_id(self) -> int | None:
        return self.app.id if self.app else None


class _Status(Row):
    context: Name
    state: Name
    created_at: AwareDatetime | None = None
    avatar_url: str | None = None

    @property
    def app_id(self) -> int | None:
        told = _APP.fullmatch(self.avatar_url or "")
        return int(told[1]) if told else None


def checks_of(api: Api, repository: str, commit: Commit, site: Site, doubts: Doubts) -> Checks:
    """Return what counts. Our own check runs, and jobs that wait for us, say nothing about the commit."""
    runs = [run for run in _runs(api, repository, commit, doubts) if not _is_ours(run, site)]
    attempts: dict[object, list[_Run]] = {}
    for run in sorted(runs, key=lambda run: run.id):
        attempts.setdefault(_place(run, commit), []).append(run)
    counted = [tries for tries in attempts.values() if not _waits_for_us(tries[-1], commit)]
    told = [Told(run.name, run.word, run.app_id) for tries in counted for run in _standing(tries)]
    return Checks(
        (*told, *_statuses(api, repository, commit, site, doubts)),
        tuple(sorted({tries[-1].name for tries in counted if _is_flaky(tries)})),
    )


def _runs(api: Api, repository: str, commit: Commit, doubts: Doubts) -> list[_Run]:
    path = f"/repos/{repository}/commits/{commit.sha}/check-runs"
    given = _whole(lambda: api.rows(path, key="check_runs", most=CHECKS_MAX, filter="all"), doubts)
    readable = doubts.read_all("checks", _Run, given)
    fresh = (run for run in readable if _is_fresh(run.name, run.started_at, commit, doubts))
    return [run for run in fresh if _is_of(run, commit, doubts)]


def _statuses(api: Api, repository: str, commit: Commit, site: Site, doubts: Doubts) -> list[Told]:
    """Return the last status of each context; GitHub's own sum of them is `pending` when there is none."""
    path = f"/repos/{repository}/commits/{commit.sha}/status"
    given = _whole(lambda: api.rows(path, key="statuses", most=CHECKS_MAX), doubts)
    readable = doubts.read_all("checks", _Status, given)
    return [
        Told(status.context, status.state, status.app_id)
        for status in readable
        if not _is_our_status(status, site) and _is_fresh(status.context, status.created_at, commit, doubts)
    ]


def _whole(ask: Callable[[], Rows], doubts: Doubts) -> Sequence[object]:
    found = doubts.ask("checks", ask, None)
    if found is not None and not found.is_whole:
        doubts.add("checks", f"there are more than {CHECKS_MAX:,} of them on this commit")
    return found.rows if found else ()


def _is_ours(run: _Run, site: Site) -> bool:
    return run.app is not None and site.is_ours(run.app.id, run.app.client_id)


def _is_our_status(status: _Status, site: Site) -> bool:
    """Whether it is the one that Airlock draws where it has a token and is no App."""
    return not site.credentials.is_app and OWN.match(status.context) is not None


def _place(run: _Run, commit: Commit) -> object:
    """Return what attempts of the same check have in common.

    Two workflows may have jobs of one name: both count. A re-run stays in its check suite.
    """
    where = commit.suites.get(run.suite or -1, run.suite)
    return run.name, run.app_id, where


def _waits_for_us(run: _Run, commit: Commit) -> bool:
    if commit.own_suite is None or run.suite != commit.own_suite or run.conclusion:
        return False
    return run.status in _HELD or run.deployment is not None


def _standing(tries: Sequence[_Run]) -> Iterable[_Run]:
    """Yield the last attempt; and, while that has no result, the failure that it is to mend."""
    yield tries[-1]
    ended = [run for run in tries if run.conclusion]
    if ended and not tries[-1].conclusion and ended[-1].conclusion in _FAILED:
        yield ended[-1]


def _is_flaky(tries: Sequence[_Run]) -> bool:
    return tries[-1].conclusion == "success" and any(run.conclusion in _FAILED for run in tries[:-1])


def _is_of(run: _Run, commit: Commit, doubts: Doubts) -> bool:
    if run.head_sha != commit.sha:
        doubts.add(run.name, f"its result is of the commit {run.head_sha[:12]}, not of this one")
    return run.head_sha == commit.sha


def _is_fresh(name: str, at: datetime | None, commit: Commit, doubts: Doubts) -> bool:
    is_early = at is not None and commit.at > 0 and at.timestamp() + SLACK < commit.at
    if is_early and at is not None:
        made = datetime.fromtimestamp(commit.at, UTC)
        doubts.add(name, f"its result is from {_day(at)}, before this commit was made ({_day(made)})")
    return not is_early


def _day(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
