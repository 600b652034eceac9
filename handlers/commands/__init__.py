"""`/deploy`: every answer is private, and what is wrong is told with the nearest right form."""

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, Respond

from app.domain.errors import Refused
from app.domain.message import Message
from app.domain.person import Standing
from app.domain.rules import STANDING
from app.ports import Parts
from blocks.usage import COMMAND, FORMS, mistake
from handlers import payloads
from handlers.answers import answering, privately
from handlers.commands import glass, halting, linking, reading, waiting
from handlers.typed import Asked, Miswritten, closest, prose, shown

Answer = Callable[[Parts, Asked], Message | None]

ANSWERS: dict[str, Answer] = {
    "status": reading.status,
    "show": reading.show,
    "queue": waiting.queue,
    "history": reading.history,
    "lock": halting.lock,
    "unlock": halting.unlock,
    "freeze": halting.freeze,
    "unfreeze": halting.unfreeze,
    "override": glass.override,
    "signoff": glass.signoff,
    "hotfix": waiting.hotfix,
    "withdraw": waiting.withdraw,
    "link": linking.link,
    "unlink": linking.unlink,
    "cancel": waiting.cancel,
    "help": reading.help_,
}
ON_THE_CARD = {"approve", "reject"}


def register(bolt: App, parts: Parts) -> None:
    def deploy(ack: Ack, command: dict[str, Any], respond: Respond) -> None:
        asked, message = payloads.asked(command), None
        with answering(ack, respond, lambda problem, words: _mistake(asked, problem, words)):
            message = answer(parts, asked)
        if message is not None:
            privately(respond, message)

    bolt.command(COMMAND)(deploy)


def answer(parts: Parts, asked: Asked) -> Message | None:
    """Return what is said to who asked; None where a modal was opened instead. Raises BadInput, Refused."""
    if asked.name in ON_THE_CARD:
        raise Refused(
            "Approve and reject with the buttons of the card, beside the report; `/deploy status` links it."
        )
    if asked.name not in ANSWERS:
        raise Miswritten(f"`{shown(asked.name)}` is not something that /deploy knows; see `/deploy help`.")
    if asked.name != "help":
        _check_member(parts, asked.user)
    return ANSWERS[asked.name](parts, asked)


def _check_member(parts: Parts, user: str) -> None:
    """Raise Refused for who may not even look."""
    standing = parts.chat.person(user, ()).standing
    if standing is not Standing.MEMBER:
        raise Refused(f"{STANDING[standing]} cannot use /deploy: only members of the workspace may.")


def _mistake(asked: Asked, problem: Exception, words: str) -> Message:
    """Return what is wrong, with the right form where the form was wrong, and what was typed."""
    name = asked.name if asked.name in FORMS else closest(asked.name, FORMS)
    form = FORMS.get(name or "") if isinstance(problem, Miswritten) else None
    return mistake(words, prose(asked.words), form)
