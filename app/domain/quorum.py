"""How many people it takes, and of which groups: by risk, by what is gated, and by what is not known."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.deploy import Approval, Deploy
from app.domain.lane import HoldKind
from app.domain.policy import Priority
from app.domain.report import GateName

SHOWN = 3  # names of strangers
NAMELESS = "nobody said who wrote the change"


@dataclass(frozen=True)
class Quorum:
    """How far the approvals have come: `have` of `need`, and which named groups are still missing."""

    have: int
    need: int
    missing: tuple[tuple[GateName, tuple[str, ...]], ...] = ()
    why: tuple[str, ...] = ()  # it takes more than usual; holds foreign text

    @property
    def is_reached(self) -> bool:
        return self.have >= self.need and not self.missing


def quorum(deploy: Deploy, approvals: Iterable[Approval]) -> Quorum:
    """Count distinct approvers, and look for the groups that standing findings ask for."""
    if deploy.rules is None or deploy.summary is None:
        return Quorum(have=0, need=1)
    approvals, approvers = tuple(approvals), frozenset(deploy.rules.approvers)
    groups = frozenset[str]().union(*(a.belongs_to for a in approvals))
    missing = tuple((gate, names) for gate, names in asked(deploy) if groups.isdisjoint(names))
    have = len({a.by for a in approvals if a.belongs_to & approvers})
    need, why = _need(deploy)
    return Quorum(have, need, missing, why)


def asked(deploy: Deploy) -> list[tuple[GateName, tuple[str, ...]]]:
    """Return the gates that stand on this deploy, with who may open each.

    The policy names them; where it names nobody, the CODEOWNERS of the base do: who owns one gated file does
    not speak for another, so a gate may be in here several times.
    """
    if deploy.rules is None or deploy.summary is None:
        return []
    named = {gate: names for gate, names in deploy.rules.gates.items() if names}
    owned = [(gate, names) for gate, names in deploy.summary.owners if gate not in named]
    return sorted((gate, names) for gate, names in (*named.items(), *owned) if gate in deploy.summary.gates)


def is_urgent(deploy: Deploy) -> bool:
    """Whether it is a hotfix or takes something back: nothing ordinary pushes it aside."""
    return deploy.hotfix is not None or is_rollback(deploy)


def is_first(deploy: Deploy) -> bool:
    """Whether it is reviewed and asked about before what was queued earlier."""
    is_critical = deploy.rules is not None and deploy.rules.priority is Priority.CRITICAL
    return is_critical or deploy.hotfix is not None or is_rollback(deploy)


def is_rollback(deploy: Deploy) -> bool:
    return deploy.summary is not None and bool(deploy.summary.takes_back)


def brings_nothing(deploy: Deploy) -> bool:
    """Whether nothing comes in that anybody wrote: a rollback, or the commit that is live already."""
    found = deploy.summary  # whose base may be any that was named
    is_live = found is not None and found.base == found.live == deploy.key.sha
    return is_rollback(deploy) or is_live


def _need(deploy: Deploy) -> tuple[int, tuple[str, ...]]:
    if deploy.rules is None or deploy.summary is None:
        return 1, ()
    level, approvals = deploy.summary.level, deploy.rules.approvals
    need, why = approvals.needed(level), tuple[str, ...]()
    if is_during_freeze(deploy) and approvals.high > need:
        need, why = approvals.high, ("it goes through a freeze",)
    doubts = tuple(_doubts(deploy))
    return need + bool(doubts), (*why, *doubts)


def is_during_freeze(deploy: Deploy) -> bool:
    """Whether it is a hotfix that comes during a freeze."""
    return deploy.hotfix is not None and deploy.hold is not None and deploy.hold.kind is HoldKind.FREEZE


def _doubts(deploy: Deploy) -> Iterable[str]:
    """Yield why the first to approve might be who wrote it; together they ask for one more person."""
    summary = deploy.summary
    if summary is None or brings_nothing(deploy):
        return
    if not summary.authors:
        yield NAMELESS
    if summary.strangers:
        yield f"nobody in Slack is {_few(summary.strangers)}, who had a part in it"
    if summary.ownerless:
        yield f"nobody in Slack is {_few(summary.ownerless)}, who owns what is gated"


def _few(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
