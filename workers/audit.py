"""Job: the gate looks at itself, and tells people what they have to mend; once each."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from app import wiring
from app.domain.alarm import Look, Told
from app.domain.errors import BadInput, Gone, Transient
from app.domain.message import Message
from app.domain.standstill import standstill
from blocks.alarm import alarm, mended

log = logging.getLogger(__name__)


ROUND, EVERY = "audit", timedelta(minutes=10)


def hint(parts: wiring.Parts) -> None:
    """Queue a look when it is time for one; for the clock. Safe to run twice: one round each EVERY."""
    parts.inbox.begin_round(ROUND, "workers.audit.run", EVERY)


def run() -> None:
    """Look once, then tell what is owed. Safe to run twice: what was told is kept."""
    parts = wiring.parts()
    with parts.inbox.lease(ROUND) as is_ours:
        if is_ours:
            for told in parts.alarms.record(_look(parts, wiring.now()), wiring.now()):
                _tell(parts, told)


def _look(parts: wiring.Parts, at: datetime) -> Look:
    record = standstill(parts.archive.waiting(), at)
    if parts.audit is None:
        return Look(record)
    look = parts.audit.look(at, parts.leads.repositories(), parts.alarms.cursors())
    return replace(look, seen={**look.seen, **record})


def _tell(parts: wiring.Parts, told: Told) -> None:
    """Say what is owed of one alarm; what cannot be said now is said after the next look."""
    try:
        if told.ended_at:
            _say_mended(parts, told)
        elif told.is_due:
            _say(parts, told)
    except (BadInput, Transient) as problem:
        extra = {"alarm": told.alarm.id, "kind": told.alarm.kind, "why": str(problem)}
        log.warning("alarm not told", extra=extra)


def _say(parts: wiring.Parts, told: Told) -> None:
    channel = parts.leads.channel(told.alarm.place)
    channel_id, ts = _posted(parts, told, channel, alarm(told.alarm))
    parts.alarms.keep(replace(told, channel=channel_id, ts=ts, in_doubt=False))
    log.warning("alarm told", extra={"alarm": told.alarm.id, "kind": told.alarm.kind})


def _say_mended(parts: wiring.Parts, told: Told) -> None:
    """Say so in the thread; an alarm whose post is in doubt is looked for first."""
    found = told
    if told.ts is None:
        seen = parts.chat.find(parts.leads.channel(told.alarm.place), told.mark, told.since)
        found = replace(told, channel=seen[0], ts=seen[1]) if seen else told
    if found.channel is not None:
        try:
            _posted(parts, found, found.channel, mended(told.alarm))
        except Gone:  # the alarm was deleted in Slack; there is nobody left to tell
            log.info("alarm gone", extra={"alarm": told.alarm.id})
    parts.alarms.drop(told)


def _posted(parts: wiring.Parts, told: Told, channel: str, message: Message) -> tuple[str, str]:
    """Post once: a post in doubt is looked for by its mark before it is tried again."""
    mark = f"{told.mark}.mended" if told.ended_at else told.mark
    found = parts.chat.find(channel, mark, told.since, told.ts) if told.in_doubt else None
    if found is None:
        parts.alarms.keep(replace(told, in_doubt=True))
        found = parts.chat.post(channel, message, mark, told.ts)
    return found
