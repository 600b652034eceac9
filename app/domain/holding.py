"""What holds a deploy up: whether it passes all the same, and how people are told."""

from app.domain.deploy import Deploy
from app.domain.errors import Refused
from app.domain.lane import Hold, HoldKind
from app.domain.quorum import is_during_freeze, is_rollback


def is_held(deploy: Deploy) -> bool:
    """Whether what holds up its lane holds up this deploy too."""
    return deploy.hold is not None and not _passes(deploy, deploy.hold)


def check_hold(deploy: Deploy) -> None:
    """Raise Refused when it is held up."""
    if deploy.hold is not None and is_held(deploy):
        raise Refused(held(deploy.hold))


def in_spite_of(deploy: Deploy) -> str:
    """Say in the rule what it went through."""
    if deploy.hold is None:
        return ""
    what = "a rollback" if is_rollback(deploy) else "a hotfix"
    return f", {what} during a {deploy.hold.kind}"


def held(hold: Hold) -> str:
    """Say in one sentence what holds deploys up, and who or when will end it."""
    until = f" until {hold.until:%a %Y-%m-%d %H:%M} UTC" if hold.until else ""
    if hold.kind is HoldKind.LOCK:
        by = f"by <@{hold.person}>" if hold.person else "since a rollback"
        return f"The environment is locked {by}; `/deploy unlock` ends that."
    by = f"by <@{hold.person}>" if hold.person else "by the policy"
    return f"Deploys are frozen {by}{until}; approve after that, or mark a hotfix with `/deploy hotfix`."


def _passes(deploy: Deploy, hold: Hold) -> bool:
    """Whether it may go through: a rollback always but for a person's own lock, a hotfix through a freeze."""
    if is_rollback(deploy):
        return hold.kind is HoldKind.FREEZE or hold.after_rollback
    return is_during_freeze(deploy)
