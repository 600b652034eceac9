"""Job: redraw the card from the record."""

from contextlib import suppress

from app import wiring
from app.domain import event as e
from app.domain.effect import Effect
from app.domain.errors import Gone, Refused
from app.domain.outbox import Turn
from blocks.card import deploy_card
from workers.turn import attempt


def run(deploy_id: str, effect: str) -> None:
    """Draw the card as the record stands. Safe to run twice: the picture is always whole."""
    attempt(deploy_id, Effect(effect), _refresh)


def _refresh(parts: wiring.Parts, turn: Turn) -> None:
    deploy = turn.deploy
    if deploy.card is not None and deploy.summary is not None:
        report = parts.archive.report(deploy.summary.digest)
        try:
            parts.chat.update(deploy.card.channel, deploy.card.ts, deploy_card(deploy, report))
        except Gone:
            with suppress(Refused):  # nobody waits for its answer any more
                parts.gate.handle(deploy.id, e.CardLost(wiring.now()))
