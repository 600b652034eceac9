"""Job: post one message that is owed: the card, or what is said beside it."""

from app import wiring
from app.domain.deploy import Deploy
from app.domain.effect import Effect, Receipt
from app.domain.errors import BadInput
from app.domain.message import Message
from app.domain.outbox import Turn
from app.domain.policy import Environment
from blocks.card import deploy_card
from blocks.thread import message
from workers.turn import attempt


def run(deploy_id: str, effect: str) -> None:
    """Post once. Safe to run twice: after an attempt in doubt, the channel is searched for its mark first."""
    attempt(deploy_id, Effect(effect), _post)


def _post(parts: wiring.Parts, turn: Turn) -> Receipt | None:
    deploy = turn.deploy
    if deploy.rules is None:
        return None
    channel, thread = _where(deploy, deploy.rules, turn.effect)
    mark = f"{deploy.id}.{turn.effect}.{turn.since}"
    found = parts.chat.find(channel, mark, deploy.queued_at, thread) if turn.in_doubt else None
    channel_id, ts = found or parts.chat.post(channel, _drawn(parts, turn), mark, thread)
    return Receipt(turn.effect, turn.since, channel_id, ts)


def _drawn(parts: wiring.Parts, turn: Turn) -> Message:
    deploy = turn.deploy
    report = parts.archive.report(deploy.summary.digest if deploy.summary else "")
    if turn.effect is Effect.POST_CARD:
        return deploy_card(deploy, report)
    link = _link(parts, deploy) if turn.effect is Effect.POST_ESCALATION else None
    return message(deploy, turn.effect, report, link)


def _link(parts: wiring.Parts, deploy: Deploy) -> str | None:
    """Return the link to the card; the leads are asked even when there is none any more."""
    try:
        return parts.chat.link(deploy.card.channel, deploy.card.ts) if deploy.card else None
    except BadInput:
        return None


def _where(deploy: Deploy, rules: Environment, effect: Effect) -> tuple[str, str | None]:
    """Return the channel, and the thread when it goes into the card's."""
    if effect is Effect.POST_CARD:
        return rules.channels.approval, None
    if effect is Effect.POST_ESCALATION:
        return rules.channels.escalation, None
    if effect is Effect.ANNOUNCE or deploy.card is None:
        return rules.channels.announce, None
    return deploy.card.channel, deploy.card.ts
