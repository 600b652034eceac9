"""How a listener answers: privately, in words, and acknowledged only once what was asked is recorded."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPException

from slack_bolt import Ack, Respond

from app.domain.errors import BadInput, Refused, Transient
from app.domain.message import Message

log = logging.getLogger(__name__)

Draw = Callable[[Exception, str], str | Message]  # what is shown of a problem, and of the words for it

MENTION = re.compile(r"<@[A-Z0-9]+>")
AGAIN = "If nothing changes in a moment, try again."


def only_words(_: Exception, said: str) -> str:
    return said


@contextmanager
def answering(ack: Ack, respond: Respond, draw: Draw = only_words) -> Iterator[ExitStack]:
    """Acknowledge what was recorded or refused; what could not be recorded is told, and not acknowledged.

    What the stack was given is called once it is acknowledged, and only when it was recorded.
    """
    afterwards = ExitStack()
    try:
        yield afterwards
    except Transient as problem:
        said = f"Nothing was recorded, as far as can be told: {problem} {AGAIN}"
        privately(respond, draw(problem, said))
    except (Refused, BadInput) as refusal:
        ack()
        privately(respond, draw(refusal, words(refusal)))
    else:
        ack()
        afterwards.close()


def words(refusal: Exception) -> str:
    """Return what is said of a refusal; the rules' words mention people, those about input must not."""
    text = str(refusal)
    if isinstance(refusal, BadInput):
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def as_plain(refusal: Exception) -> str:
    """Return the same where Slack draws no mentions: beside an input of a modal."""
    return MENTION.sub("somebody else", str(refusal))


def privately(respond: Respond, said: str | Message) -> None:
    """Say something that only who asked can see; the card stays as it is.

    What was done is done, whether or not Slack takes these words, which the SDK sends twice at most.
    """
    message = said if isinstance(said, Message) else Message(said, ())
    try:
        respond(
            text=message.text,
            blocks=list(message.blocks) or None,
            response_type="ephemeral",
            replace_original=False,
        )
    except (OSError, HTTPException) as trouble:  # as urllib has them: no answer, or half of one
        log.warning("private answer not taken", extra={"why": str(trouble)})
