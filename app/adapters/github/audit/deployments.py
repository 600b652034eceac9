"""Deployments that happened without an approval, or before it."""

import re
from dataclasses import dataclass
from datetime import datetime

from app.adapters.github.account import login_of
from app.adapters.github.answers import read
from app.adapters.github.api import Api
from app.adapters.github.deployments import Deployment, path_of, statuses_of
from app.domain.alarm import Cursor, Place

FIRST = 30  # deployments; all that a quiet environment has in ten minutes
MOST = 200  # at one look
OPEN_MAX = 100  # that have not started yet
RUN = re.compile(r"/actions/runs/(\d{1,18})(?:/|$)")
STARTED, ENDED = {"in_progress", "success"}, {"success", "failure", "error", "inactive"}


@dataclass(frozen=True)
class Rollout:
    """How one deployment of an environment went; what it says of itself is foreign."""

    id: int
    sha: str
    creator: str  # login
    started_at: datetime | None
    is_over: bool
    run: str | None  # id of the Actions run that made it

    @property
    def is_open(self) -> bool:
        """Whether it may still start."""
        return self.started_at is None and not self.is_over


@dataclass(frozen=True)
class Recent:
    """What happened in an environment since the last look."""

    started: tuple[Rollout, ...]
    cursor: Cursor
    is_whole: bool  # false: there was more than could be looked at

    @property
    def runs(self) -> list[tuple[Rollout, ...]]:
        """The first and the last deployment of each run: each job makes its own, and each re-run."""
        found: dict[str, list[Rollout]] = {}
        for each in sorted(self.started, key=lambda rollout: rollout.id):
            run = f"run {each.run} {each.sha}" if each.run else f"deployment {each.id}"
            found.setdefault(run, []).append(each)
        return [tuple({id(each): each for each in (run[0], run[-1])}.values()) for run in found.values()]


def recent(api: Api, place: Place, cursor: Cursor | None) -> Recent:
    """Return what started since `cursor`. Without one only where it stands. Raises Transient, BadInput."""
    path = path_of(place.repository)
    rows, is_whole = _since(api, path, place.environment, cursor)
    known = {row.id: row for row in rows}
    for deployment_id in cursor.open if cursor else ():
        row = api.find(f"{path}/{deployment_id}")
        known |= {deployment_id: read(Deployment, row, f"GET {path}")} if row else {}
    seen = [_rollout(api, place.repository, row) for row in known.values()]
    newest = max([cursor.newest if cursor else 0, *known])
    still_open = tuple(sorted(each.id for each in seen if each.is_open))
    started = tuple(each for each in seen if each.started_at) if cursor else ()
    is_whole &= len(still_open) <= OPEN_MAX
    return Recent(started, Cursor(newest, still_open[-OPEN_MAX:]), is_whole)


def _since(api: Api, path: str, environment: str, cursor: Cursor | None) -> tuple[list[Deployment], bool]:
    """Return the deployments that are newer than the cursor, and whether these are all."""
    found, is_whole = _newest(api, path, environment, FIRST)
    if cursor is None:
        return found, True
    if not is_whole and found[-1].id > cursor.newest:
        found, is_whole = _newest(api, path, environment, MOST)
    rows = [row for row in found if row.id > cursor.newest]
    return rows, is_whole or len(rows) < len(found)


def _newest(api: Api, path: str, environment: str, most: int) -> tuple[list[Deployment], bool]:
    found = api.rows(path, most=most, environment=environment)
    return read(list[Deployment], found.rows, f"GET {path}"), found.is_whole


def _rollout(api: Api, repository: str, row: Deployment) -> Rollout:
    statuses = statuses_of(api, repository, row.id)
    urls = (url or "" for each in statuses for url in (each.log_url, each.target_url))
    runs = [found.group(1) for url in urls if (found := RUN.search(url))]
    return Rollout(
        id=row.id,
        sha=row.sha,
        creator=login_of(row.creator)[:60],
        started_at=min((each.created_at for each in statuses if each.state in STARTED), default=None),
        is_over=any(each.state in ENDED for each in statuses),
        run=runs[0] if runs else None,
    )
