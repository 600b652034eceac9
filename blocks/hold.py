"""What holds a deploy up, in words: who locked or froze its environment, until when, and what passes."""

from dataclasses import replace

from app.domain.deploy import Deploy
from app.domain.holding import is_held
from app.domain.lane import Hold, HoldKind
from app.domain.quorum import is_during_freeze, is_rollback, quorum
from app.domain.table import is_open
from blocks.text import escape, mention, moment

REASON_MAX = 300  # characters


def hold(deploy: Deploy) -> str:
    """Say what stands in the way, or would if this were no rollback and no hotfix; "" when nothing does."""
    found = deploy.hold
    if found is None or not _matters(deploy):
        return ""
    return f"*{kind(found)} {by(found)}*{why(found)}\n{_meaning(deploy, found)}".rstrip()


def kind(found: Hold) -> str:
    return "Locked" if found.kind is HoldKind.LOCK else "Frozen"


def by(found: Hold) -> str:
    """Say by whom, and until when."""
    until = f" until {moment(found.until)}" if found.until else ""
    if found.is_by_itself:
        return f"since a rollback{until}"
    return (f"by {mention(found.person)}" if found.person else "by the policy") + until


def why(found: Hold, most: int = REASON_MAX) -> str:
    return f": {escape(found.reason, most)}" if found.reason else ""


def _matters(deploy: Deploy) -> bool:
    """Whether it may still be kept back: once its promotion has begun, no lock does that."""
    begun = deploy.promotion is not None and deploy.promotion.started_at is not None
    return is_open(deploy) or not (begun or deploy.override)


def _meaning(deploy: Deploy, found: Hold) -> str:
    if not is_open(deploy):
        ends = "lasts until its turn" if deploy.behind else "stands"
        return f"If this {ends}, the promotion stops and people are asked again." if is_held(deploy) else ""
    if not is_held(deploy):
        return _passing(deploy, found)
    if found.kind is HoldKind.LOCK:
        return "Nobody can approve this until somebody ends the lock: `/deploy unlock`."
    need = quorum(replace(deploy, hotfix=""), ()).need
    people = "1 approval" if need == 1 else f"{need} approvals"
    return (
        "Nobody can approve this before the freeze ends, unless it is a hotfix: "
        f"`/deploy hotfix {deploy.id} REASON`, which needs {people}."
    )


def _passing(deploy: Deploy, found: Hold) -> str:
    if is_rollback(deploy):
        return f"A rollback passes this {found.kind}."
    need = quorum(deploy, ()).need if is_during_freeze(deploy) else 1
    return f"A hotfix passes a freeze, with {need} approval{'' if need == 1 else 's'}."
