"""`/deploy lock`, `unlock`, `freeze` and `unfreeze`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from app.domain.errors import BadInput
from app.domain.halt import Halt
from app.domain.message import Message
from app.domain.when import FORMS, parse_when
from app.ports import Parts
from blocks import halt as drawn
from handlers.commands.finding import names_there, place_of
from handlers.holds import holds_there
from handlers.typed import Asked, Miswritten, reason_of

What = Literal["lock", "unlock", "freeze", "unfreeze"]


def lock(parts: Parts, asked: Asked) -> Message:
    return _halt(parts, asked, "lock")


def unlock(parts: Parts, asked: Asked) -> Message:
    return _halt(parts, asked, "unlock")


def freeze(parts: Parts, asked: Asked) -> Message:
    return _halt(parts, asked, "freeze")


def unfreeze(parts: Parts, asked: Asked) -> Message:
    return _halt(parts, asked, "unfreeze")


def _halt(parts: Parts, asked: Asked, what: What) -> Message:
    """Record somebody's word on an environment, and tell what holds it up now."""
    now = datetime.now(UTC)
    place, rest = place_of(parts, asked.rest)
    names = names_there(parts, place)
    until = None
    if what == "freeze":
        until, rest = _until(rest, parts.chat.zone(asked.user), now)
    reason = reason_of(rest)
    by = parts.chat.person(asked.user, names)
    parts.lanes.halt(place, Halt(what, now, by, reason, until))
    return drawn.done(what, place, until, holds_there(parts, place, now))


def _until(words: Sequence[str], zone: str | None, now: datetime) -> tuple[datetime, Sequence[str]]:
    if len(words) <= 1 or words[0].lower() != "until":
        raise Miswritten(f"Say until when, after the environment: `until` and {FORMS}.")
    try:
        return parse_when(words[1:], zone, now)
    except BadInput as problem:
        raise Miswritten(f"{problem}.") from problem
