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
    return _link(_neighbour(parts, deploy))


def _neighbour(parts: wiring.Parts, deploy: Deploy) -> Deploy | None:
    try:
        return parts.gate.get(deploy.neighbour) if deploy.neighbour else None
    except Refused:
        return None


def _link(neighbour: Deploy | None) -> str | None:
    return neighbour.card.link if neighbour and neighbour.card else None


def _card(parts: wiring.Parts, turn: Turn) -> Outcome:
    """Redraw it; once more when the card that it names has come to be."""
    deploy = turn.deploy
    if deploy.card is None or deploy.summary is None:
        return None
    neighbour = _neighbour(parts, deploy)
    try:
        with parts.lines.passing(ticket(UPDATES, deploy, turn.effect)):
            card = deploy_card(deploy, parts.archive.report(deploy.summary.digest), _link(neighbour))
            parts.chat.update(deploy.card.channel, deploy.card.ts, card)
    except Gone:
        with suppress(Refused):  # nobody waits for its answer any more
            parts.gate.handle(deploy.id, e.CardLost(wiring.now(), deploy.card.ts))
        return None
    is_to_come = neighbour is not None and neighbour.debt(Effect.POST_CARD) is not None
    return Trouble(None, back_off(deploy.debt(turn.effect)), in_doubt=False) if is_to_come else None


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
