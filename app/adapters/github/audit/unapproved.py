"""Whether a deployment that started had people's approval when it did; and who went around the gate."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import BaseModel

from app.adapters.github.account import Account, login_of
from app.adapters.github.answers import read
from app.adapters.github.api import Api
from app.adapters.github.arrivals.run import Approval
from app.adapters.github.audit.deployments import Rollout
from app.domain.alarm import Alarm, Kind, Place, approved_at
from app.domain.deploy import Deploy, Key
from app.domain.errors import BadInput, Transient
from app.domain.policy import PromoteKind

CLOCKS = timedelta(minutes=2)  # how far our clock may be ahead of GitHub's
ATTEMPTS = 10  # of one run
SETTLE = "Ask who did it, and whether what runs there is what should; then close the way that was open."
BYPASS = "Administrators may bypass rules unless the environment's settings forbid it."
ASKS = "Have the workflow ask for the approval before it deploys: docs/github.md has the snippet."


class Approvals(Protocol):
    """The record, asked what was approved."""

    def named(self, keys: Iterable[Key]) -> list[Deploy]:
        """Return the deploys of these keys, as far as there are any."""

    def of_commit(self, repository: str, environment: str, sha: str) -> Iterable[Deploy]:
        """Return the deploys of a commit to an environment, newest first."""


class _Run(BaseModel):
    actor: Account | None = None
    triggering_actor: Account | None = None


@dataclass(frozen=True)
class Judge:
    """Knows the rules of one environment, and the record."""

    api: Api
    approvals: Approvals
    place: Place
    kind: PromoteKind
    web_url: str  # of GitHub, for people

    def alarms(self, deployment: Rollout) -> Iterator[Alarm]:
        """Yield an alarm unless somebody had approved this commit for this place before it started."""
        place, start = self.place, deployment.started_at
        if start is None:
            return
        own = self._own(deployment, start)
        if _is_covered(own, start):
            return
        if own and self.kind is PromoteKind.PROTECTION_RULE:
            yield self._alarm(Kind.BYPASSED, deployment, self._bypassed(deployment, own[0]), BYPASS)
            return
        same = self.approvals.of_commit(place.repository, place.environment, deployment.sha)
        if not _is_covered(same, start):
            mend = "" if self.kind is PromoteKind.PROTECTION_RULE else ASKS
            yield self._alarm(Kind.UNAPPROVED, deployment, self._unapproved(deployment), mend)

    def _own(self, deployment: Rollout, start: datetime) -> list[Deploy]:
        """Return the deploy of the run's attempt then: a yes to the one before is none to a re-run."""
        known = self.approvals.named(_keys(self.place, deployment)) if deployment.run else []
        return [deploy for deploy in known if deploy.queued_at <= start][-1:] or known[:1]

    def _alarm(self, kind: Kind, deployment: Rollout, words: str, mend: str) -> Alarm:
        where = f"actions/runs/{deployment.run}" if deployment.run else "deployments"
        link = f"{self.web_url}/{self.place.repository}/{where}"
        return Alarm(kind, self.place, words, f"{SETTLE} {mend}".strip(), link, subject=str(deployment.id))

    def _bypassed(self, deployment: Rollout, deploy: Deploy) -> str:
        return (
            f"{self._who(deployment)} started jobs that deploy {deployment.sha[:12]} to {self._where} "
            f"while deploy {deploy.id} had no approval."
        )

    def _unapproved(self, deployment: Rollout) -> str:
        return (
            f"{self._starter(deployment)} deployed {deployment.sha[:12]} to {self._where}, "
            "and nobody had approved that commit in Airlock."
        )

    @property
    def _where(self) -> str:
        return f"{self.place.environment} of {self.place.repository}"

    def _who(self, deployment: Rollout) -> str:
        """Return who said yes on GitHub: docs.github.com/en/rest/actions/workflow-runs, review history."""
        path = f"/repos/{self.place.repository}/actions/runs/{deployment.run}/approvals"
        try:
            rows = read(list[Approval], self.api.get(path), f"GET {path}")
        except (BadInput, Transient):
            return "Somebody"
        yes = [row for row in rows if row.state == "approved" and self.place.environment in row.names]
        return login_of(yes[-1].user)[:60] if yes else "Somebody"

    def _starter(self, deployment: Rollout) -> str:
        """Return who started the run; a deployment that a job made is the bot's by name."""
        if deployment.run is None:
            return deployment.creator
        path = f"/repos/{self.place.repository}/actions/runs/{deployment.run}"
        try:
            run = read(_Run, self.api.get(path), f"GET {path}")
        except (BadInput, Transient):
            return deployment.creator
        return login_of(run.triggering_actor or run.actor)[:60]


def _is_covered(deploys: Iterable[Deploy], start: datetime) -> bool:
    return any((at := approved_at(deploy)) is not None and at <= start + CLOCKS for deploy in deploys)


def _keys(place: Place, deployment: Rollout) -> Iterator[Key]:
    for attempt in range(1, ATTEMPTS + 1):
        yield Key(place.repository, place.environment, deployment.sha, deployment.run or "", attempt)
