"""Job: redraw a message from the record: the card, or what the leads were told of an override."""

from contextlib import suppress

from app import wiring
from app.domain import event as e
from app.domain.deploy import Deploy
from app.domain.effect import Effect, Receipt
from app.domain.errors import Gone, Refused
from app.domain.line import UPDATES, ticket
from app.domain.outbox import Trouble, Turn, back_off
from blocks.card import deploy_card
from blocks.leads import overridden
from workers.turn import Outcome, attempt


def run(deploy_id: str, effect: str) -> None:
    """Draw it as the record stands. Safe to run twice: the picture is always whole."""
    attempt(deploy_id, Effect(effect), _DRAWN[Effect(effect)])


def link_of_neighbour(parts: wiring.Parts, deploy: Deploy) -> str | None:
    """Return the link to the card of the deploy that this one's card names, when there is one."""
    name = deploy.neighbour
    if name is None:
        return None
    try:
        card = parts.gate.get(name).card
    except Refused:
        return None
    return card.link if card else None


def _card(parts: wiring.Parts, turn: Turn) -> None:
    deploy = turn.deploy
    if deploy.card is not None and deploy.summary is not None:
        report = parts.archive.report(deploy.summary.digest)
        card = deploy_card(deploy, report, link_of_neighbour(parts, deploy))
        try:
            with parts.lines.passing(ticket(UPDATES, deploy, turn.effect)):
                parts.chat.update(deploy.card.channel, deploy.card.ts, card)
        except Gone:
            with suppress(Refused):  # nobody waits for its answer any more
                parts.gate.handle(deploy.id, e.CardLost(wiring.now()))


def _override(parts: wiring.Parts, turn: Turn) -> Outcome:
    """Redraw the newest of them, once it is there."""
    deploy = turn.deploy
    if deploy.debt(Effect.POST_OVERRIDE) is not None:
        return Trouble(None, back_off(deploy.debt(turn.effect)), in_doubt=False)
    told = _newest(deploy, Effect.POST_OVERRIDE)
    if told is not None:
        with suppress(Gone), parts.lines.passing(ticket(UPDATES, deploy, turn.effect)):
            parts.chat.update(told.channel, told.ts, overridden(deploy))
    return None


def _newest(deploy: Deploy, effect: Effect) -> Receipt | None:
    return next((r for r in reversed(deploy.receipts) if r.effect is effect), None)


_DRAWN = {Effect.REFRESH_CARD: _card, Effect.SHOW_OVERRIDE: _override}
