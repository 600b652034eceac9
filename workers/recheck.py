"""Job: have what still waits reviewed anew, because something else is live now."""

from contextlib import suppress

from app import wiring
from app.domain import event as e
from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.errors import Refused
from app.domain.outbox import Turn
from app.domain.quorum import is_rollback
from app.domain.table import is_open
from workers.turn import attempt


def run(deploy_id: str, effect: str) -> None:
    """Ask for new reports. Safe to run twice: a report against what is live now is left alone."""
    attempt(deploy_id, Effect(effect), _recheck)


def _recheck(parts: wiring.Parts, turn: Turn) -> None:
    key = turn.deploy.key
    if is_rollback(turn.deploy) and turn.deploy.took_over:
        with suppress(Refused):  # its end was another
            parts.gate.handle(turn.deploy.took_over, e.RolledBack(wiring.now(), by=turn.deploy.id))
    live = parts.sources.live(key.repository, key.environment)
    for waiting in parts.archive.waiting_in(key.repository, key.environment):
        if _is_outdated(waiting, turn.deploy, live):
            with suppress(Refused):  # decided meanwhile: the check before its promotion holds it
                parts.gate.handle(waiting.id, e.EvidenceGiven(wiring.now()))


def _is_outdated(waiting: Deploy, deploy: Deploy, live: str | None) -> bool:
    same = waiting.key.repository == deploy.key.repository  # what is live is kept by its exact spelling
    return same and is_open(waiting) and waiting.summary is not None and waiting.summary.live != live
