"""What is answered to who locks or freezes an environment, or ends that; and what holds one up, in a line."""

from collections.abc import Sequence
from datetime import datetime

from app.domain.halt import Place
from app.domain.lane import EVERYWHERE, Hold
from app.domain.message import Message
from blocks.hold import by, kind, why
from blocks.text import escape, moment, section

REASON_MAX = 200  # characters
LISTED = 5
DONE = {
    "lock": "Locked {where}: nobody can approve there until `/deploy unlock {place} REASON`.",
    "unlock": "Unlocked {where}.",
    "freeze": "Froze {where} until {until}: only a hotfix or a rollback passes; "
    "`/deploy unfreeze {place} REASON` ends it earlier.",
    "unfreeze": "Unfroze {where}.",
}


def done(what: str, place: Place, until: datetime | None, held: Sequence[tuple[Place, Hold]]) -> Message:
    """Return the answer; `held` is what holds the environment up now, which ending one thing may not end."""
    named = escape(place.environment, 100)
    if place.repository != EVERYWHERE:
        named = f"{escape(place.repository, 200)} {named}"
    said = DONE[what].format(where=where(place), place=named, until=moment(until) if until else "")
    still = [hold_line(*one) for one in held[:LISTED]] if what.startswith("un") else []
    title = ["What still holds it up:"] if still else []
    return Message(said, [section(text) for text in (said, *title, *still)])


def hold_line(place: Place, hold: Hold) -> str:
    """Return one lock or freeze: where, by whom, until when, why; in mrkdwn."""
    return f"*{kind(hold)}* {where(place)} {by(hold)}{why(hold, REASON_MAX)}"


def where(place: Place) -> str:
    of = "every repository" if place.repository == EVERYWHERE else escape(place.repository, 200)
    return f"{escape(place.environment, 100)} of {of}"
