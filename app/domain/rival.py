"""Which of two deploys of one environment takes the other's place, before their commits are compared."""

from app.domain import event as e
from app.domain.deploy import Deploy
from app.domain.policy import Supersede
from app.domain.quorum import is_urgent
from app.domain.table import is_approved, is_open, may


def is_rival(other: Deploy, deploy: Deploy) -> bool:
    """Whether both are for one environment of one repository, and the other one is reviewed."""
    same = (other.key.repository, other.key.environment) == (deploy.key.repository, deploy.key.environment)
    return same and other.id != deploy.id and other.summary is not None


def may_void(newer: Deploy, older: Deploy) -> bool:
    """Whether the policy lets the newer one take the older's place, once it is known to contain it."""
    if newer.queued_at <= older.queued_at or not may(older, e.Superseded):
        return False
    if is_urgent(older) and not is_urgent(newer):
        return False
    match newer.rules.supersede if newer.rules else Supersede.NEVER:
        case Supersede.LATEST:
            return is_open(newer) or is_approved(newer)
        case Supersede.ON_APPROVAL:
            return is_approved(newer)
        case Supersede.NEVER:
            return False
