"""Job: post one message that is owed: the card, or what is said beside it."""

from datetime import datetime, timedelta
from functools import partial

from app import wiring
from app.domain import ladder
from app.domain.deploy import Deploy
from app.domain.effect import Effect, Receipt
from app.domain.errors import BadInput, Transient
from app.domain.line import posts, ticket
from app.domain.message import Message
from app.domain.outbox import Turn, holds
from app.domain.policy import Environment
from app.domain.report import Report
from blocks.card import deploy_card
from blocks.leads import escalation
from blocks.thread import message
from workers.refresh import link_of_neighbour
from workers.turn import attempt

ANSWER = timedelta(seconds=10)  # app.wiring.slack.SLACK_TIMEOUT
TOO_LATE = "It took too long to post this still: somebody else may have begun."


def run(deploy_id: str, effect: str) -> None:
    """Post once. Safe to run twice: after an attempt in doubt, the channel is searched for its mark first."""
    attempt(deploy_id, Effect(effect), _post)


def card_of(deploy_id: str, report: Report | None) -> None:
    """Post a card that is owed, by the report that the caller has just made. Safe to run twice, as above."""
    attempt(deploy_id, Effect.POST_CARD, partial(_post, known=report))


def _post(parts: wiring.Parts, turn: Turn, known: Report | None = None) -> Receipt | None:
    deploy = turn.deploy
    if deploy.rules is None:
        return None
    channel, thread = _where(deploy, deploy.rules, turn.effect)
    mark = f"{deploy.id}.{turn.effect}.{turn.since}"
    try:
        channel = parts.chat.channel_id(channel)
        with parts.lines.passing(ticket(posts(channel), deploy, turn.effect)):
            found = parts.chat.find(channel, mark, _since(turn), thread) if turn.in_doubt else None
            where = channel, mark, thread
            told = found or _posted(parts, turn, _drawn(parts, turn, known), where)
    except BadInput as problem:
        if turn.effect is Effect.POST_ESCALATION:
            _ask_in_thread(parts, turn, str(problem))
        raise  # tried again until somebody mends it
    if told is None:
        raise Transient(TOO_LATE)
    channel_id, ts = told
    link = _link(parts, channel_id, ts) if turn.effect is Effect.POST_CARD else None
    return Receipt(turn.effect, turn.since, channel_id, ts, link)


def _posted(
    parts: wiring.Parts, turn: Turn, drawn: Message, where: tuple[str, str, str | None]
) -> tuple[str, str] | None:
    """Post; None where the lease may end before Slack has answered, and another would post the same.

    It is prolonged for as long as the worker lives that has forked this job.
    """
    channel, mark, thread = where
    now = wiring.now()
    known = turn.deploy if holds(turn.deploy, turn, now, ANSWER) else parts.gate.get(turn.deploy.id)
    return parts.chat.post(channel, drawn, mark, thread) if holds(known, turn, now, ANSWER) else None


def _since(turn: Turn) -> datetime:
    """Return when it can have been posted at the earliest; a clock may have been set back since."""
    debt = turn.deploy.debt(turn.effect)
    return min((debt.owed_at if debt else None) or turn.deploy.queued_at, wiring.now())


def _drawn(parts: wiring.Parts, turn: Turn, known: Report | None) -> Message:
    deploy = turn.deploy
    digest = deploy.summary.digest if deploy.summary else ""
    report = known if known and known.digest == digest else parts.archive.report(digest)
    if turn.effect is Effect.POST_CARD:
        return deploy_card(deploy, report, link_of_neighbour(parts, deploy))
    return message(deploy, turn.effect, report, _mentions(parts, turn))


def _mentions(parts: wiring.Parts, turn: Turn) -> tuple[str, ...]:
    """Return ids to call; what Slack does not let us look up is called by its name, which calls nobody."""
    names = ladder.mentioned(turn.deploy, turn.effect)
    try:
        return parts.chat.lately().mentions(names)
    except BadInput:
        return names


def _ask_in_thread(parts: wiring.Parts, turn: Turn, problem: str) -> None:
    """Ask below the card, once, where the place that the policy names cannot be reached."""
    deploy = turn.deploy
    if deploy.card is None:
        return
    mark = f"{deploy.id}.{turn.effect}.{turn.since}.thread"
    debt = deploy.debt(turn.effect)
    may_be_there = turn.in_doubt or (debt is not None and debt.attempts > 1)
    where = deploy.card.channel, deploy.card.ts
    if not (may_be_there and parts.chat.find(where[0], mark, _since(turn), where[1])):
        words = escalation(deploy, _mentions(parts, turn), problem)
        parts.chat.post(where[0], words, mark, where[1])


def _link(parts: wiring.Parts, channel_id: str, ts: str) -> str | None:
    """Return the link to the card; a card without one is still a card."""
    try:
        return parts.chat.link(channel_id, ts)
    except (BadInput, Transient):
        return None


def _where(deploy: Deploy, rules: Environment, effect: Effect) -> tuple[str, str | None]:
    """Return the channel, and the thread when it goes into the card's."""
    if effect is Effect.POST_CARD:
        return rules.channels.approval, None
    if effect is Effect.POST_ESCALATION:
        return ladder.escalation_channel(deploy, rules), None
    if effect is Effect.POST_OVERRIDE:
        return rules.channels.escalation, None
    if effect is Effect.ANNOUNCE or deploy.card is None:
        return rules.channels.announce, None
    return deploy.card.channel, deploy.card.ts
