"""Job: void older deploys of the same environment that this one contains."""

from app import wiring
from app.domain import event as e
from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.errors import Refused
from app.domain.outbox import Turn
from app.domain.policy import Supersede
from app.domain.table import may
from workers.turn import attempt


def run(deploy_id: str, effect: str) -> None:
    """Supersede what is older. Safe to run twice: what is void already refuses."""
    attempt(deploy_id, Effect(effect), _supersede)


def _supersede(parts: wiring.Parts, turn: Turn) -> None:
    deploy = turn.deploy
    if deploy.rules is None or deploy.rules.supersede is not Supersede.LATEST:
        return
    for older in parts.archive.waiting():
        if _is_rival(older, deploy) and parts.sources.is_ancestor(older, deploy):
            try:
                parts.gate.handle(older.id, e.Superseded(wiring.now(), by=deploy.id))
            except Refused:
                continue  # decided meanwhile: that decision stands


def _is_rival(older: Deploy, deploy: Deploy) -> bool:
    same = (older.key.repository, older.key.environment) == (deploy.key.repository, deploy.key.environment)
    return same and older.queued_at < deploy.queued_at and may(older, e.Superseded)
