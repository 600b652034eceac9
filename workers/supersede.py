"""Job: void older deploys of the same environment that this one contains."""

from contextlib import suppress

from app import wiring
from app.domain import event as e
from app.domain.effect import Effect
from app.domain.errors import Refused
from app.domain.outbox import Turn
from app.domain.quorum import is_urgent
from app.domain.rival import is_rival, may_void
from workers.turn import attempt


def run(deploy_id: str, effect: str) -> None:
    """Supersede what is older. Safe to run twice: what is void already refuses."""
    attempt(deploy_id, Effect(effect), _supersede)


def _supersede(parts: wiring.Parts, turn: Turn) -> None:
    """Void what is older, and this one itself where a newer one, reviewed before it, contains it."""
    deploy = turn.deploy
    waiting = parts.archive.waiting_in(deploy.key.repository, deploy.key.environment)
    rivals = [other for other in waiting if is_rival(other, deploy)]
    for older, newer in [*((other, deploy) for other in rivals), *((deploy, other) for other in rivals)]:
        if may_void(newer, older) and parts.sources.is_ancestor(older, newer):
            with suppress(Refused):  # decided meanwhile: that decision stands
                parts.gate.handle(older.id, e.Superseded(wiring.now(), newer.id, is_urgent(newer)))
