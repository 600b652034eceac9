"""Job: void older deploys of the same environment that this one contains."""

from contextlib import suppress

from app import wiring
from app.domain import event as e
from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.errors import Refused
from app.domain.outbox import Turn
from app.domain.policy import Supersede
from app.domain.quorum import is_urgent
from app.domain.table import is_approved, is_open, may
from workers.turn import attempt


def run(deploy_id: str, effect: str) -> None:
    """Supersede what is older. Safe to run twice: what is void already refuses."""
    attempt(deploy_id, Effect(effect), _supersede)


def _supersede(parts: wiring.Parts, turn: Turn) -> None:
    """Void what is older, and this one itself where a newer one, reviewed before it, contains it."""
    deploy = turn.deploy
    rivals = [other for other in parts.archive.waiting() if _is_rival(other, deploy)]
    for older, newer in [*((other, deploy) for other in rivals), *((deploy, other) for other in rivals)]:
        if _voids(newer, older) and parts.sources.is_ancestor(older, newer):
            with suppress(Refused):  # decided meanwhile: that decision stands
                parts.gate.handle(older.id, e.Superseded(wiring.now(), newer.id, is_urgent(newer)))


def _is_rival(other: Deploy, deploy: Deploy) -> bool:
    same = (other.key.repository, other.key.environment) == (deploy.key.repository, deploy.key.environment)
    return same and other.id != deploy.id and other.summary is not None


def _voids(newer: Deploy, older: Deploy) -> bool:
    """Whether the policy lets the newer one take the older's place, before they are compared."""
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
