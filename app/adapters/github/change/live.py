"""What GitHub knows to be live: the last deployment of an environment that succeeded.

docs.github.com/en/rest/deployments: deployments, and deployment statuses.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import AwareDatetime

from app.adapters.github.answers import read
from app.adapters.github.api import PER_PAGE, Api
from app.adapters.github.deployments import Deployment, Status, path_of
from app.adapters.repository import Found

DEPLOYMENTS_MAX = 100  # the newest
STATUSES_MAX = 20  # deployments that are asked how they went
_KEPT = 256  # answers that are remembered with their mark


class _Deployment(Deployment):
    updated_at: AwareDatetime  # when its last status came, too


@dataclass
class Live:
    """Asks again every time; what has not changed costs GitHub's limits nothing."""

    _kept: OrderedDict[str, tuple[str, Any]] = field(default_factory=OrderedDict)  # path → mark and answer

    def last(self, api: Api, repository: str, environment: str) -> Found:
        """Return the commit that went live last. Raises as `Api` does."""
        path = path_of(repository)
        told = self._got(api, path, environment=environment, per_page=DEPLOYMENTS_MAX)
        wanted = environment.lower()  # at a renamed repository GitHub answers without the query
        made = read(list[_Deployment], told, f"GET {path}")
        rows = [row for row in made if row.environment.lower() == wanted]
        newest: tuple[datetime, int, str] | None = None
        waiting = sorted(rows, key=lambda row: (row.updated_at, row.id), reverse=True)
        for row in waiting[:STATUSES_MAX]:
            if newest is not None and row.updated_at < newest[0]:  # nothing happened to it since
                break
            at = self._success(api, f"{path}/{row.id}/statuses")
            if at is not None:
                newest = max(newest or (at, row.id, row.sha), (at, row.id, row.sha))
        is_sure = newest is not None or len(rows) <= STATUSES_MAX
        return Found(newest[2] if newest else None, is_sure)

    def _success(self, api: Api, path: str) -> datetime | None:
        """Return when a deployment succeeded last; what is inactive by now did so before."""
        statuses = read(list[Status], self._got(api, path, per_page=PER_PAGE), f"GET {path}")
        return max((each.created_at for each in statuses if each.state == "success"), default=None)

    def _got(self, api: Api, path: str, **query: str | int) -> Any:
        asked = f"{id(api)} {path} {query}"
        mark, known = self._kept.get(asked, (None, None))
        answer = api.request("GET", path, query=query, etag=mark)
        data = known if answer.is_unchanged else answer.data
        self._kept[asked] = answer.headers.get("etag", mark or ""), data
        self._kept.move_to_end(asked)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return data
