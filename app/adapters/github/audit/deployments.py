"""Deployments that happened without an approval, or before it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.adapters.github.api import Api
from app.adapters.github.app import known_form
from app.domain.alarm import Cursor, Place

FIRST = 30  # deployments; all that a quiet environment has in ten minutes
MOST = 200  # at one look
OPEN_MAX = 100  # that have not started yet
RUN = re.compile(r"/actions/runs/(\d{1,18})(?:/|$)")
STARTED, ENDED = {"in_progress", "success"}, {"success", "failure", "error", "inactive"}


@dataclass(frozen=True)
class Deployment:
    """One deployment of an environment; what it says of itself is foreign."""

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

    started: tuple[Deployment, ...]
    cursor: Cursor
    is_whole: bool  # false: there was more than could be looked at

    @property
    def runs(self) -> list[Deployment]:
        """One deployment of each run, the first: every job of a matrix makes its own."""
        first: dict[str, Deployment] = {}
        for each in sorted(self.started, key=lambda deployment: deployment.id):
            first.setdefault(f"run {each.run} {each.sha}" if each.run else f"deployment {each.id}", each)
        return list(first.values())


def recent(api: Api, place: Place, cursor: Cursor | None) -> Recent:
    """Return what started since `cursor`. Without one only where it stands. Raises Transient, BadInput."""
    path = f"/repos/{place.repository}/deployments"
    with known_form("GET deployments"):
        rows, is_whole = _since(api, path, place.environment, cursor)
        known = {int(row["id"]): row for row in rows}
        for deployment_id in cursor.open if cursor else ():
            row = api.find(f"{path}/{deployment_id}")
            known |= {deployment_id: row} if row else {}
        read = [_deployment(api, path, row) for row in known.values()]
    newest = max([cursor.newest if cursor else 0, *known])
    still_open = tuple(sorted(each.id for each in read if each.is_open)[-OPEN_MAX:])
    started = tuple(each for each in read if each.started_at) if cursor else ()
    return Recent(started, Cursor(newest, still_open), is_whole)


def _since(
    api: Api, path: str, environment: str, cursor: Cursor | None
) -> tuple[list[Mapping[str, Any]], bool]:
    """Return the rows that are newer than the cursor, and whether these are all."""
    found = api.rows(path, most=FIRST, environment=environment)
    if cursor is None:
        return list(found.rows), True
    if not found.is_whole and int(found.rows[-1]["id"]) > cursor.newest:
        found = api.rows(path, most=MOST, environment=environment)
    rows = [row for row in found.rows if int(row["id"]) > cursor.newest]
    return rows, found.is_whole or len(rows) < len(found.rows)


def _deployment(api: Api, path: str, row: Mapping[str, Any]) -> Deployment:
    statuses = api.rows(f"{path}/{int(row['id'])}/statuses", most=100).rows
    starts = [_moment(each["created_at"]) for each in statuses if each["state"] in STARTED]
    urls = (str(each.get(name) or "") for each in statuses for name in ("log_url", "target_url"))
    runs = [found.group(1) for url in urls if (found := RUN.search(url))]
    return Deployment(
        id=int(row["id"]),
        sha=str(row["sha"]),
        creator=str((row.get("creator") or {}).get("login") or "somebody")[:60],
        started_at=min(starts, default=None),
        is_over=any(each["state"] in ENDED for each in statuses),
        run=runs[0] if runs else None,
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
