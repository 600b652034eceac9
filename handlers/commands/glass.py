"""`/deploy override` and `signoff`: breaking the glass, and looking at that afterwards."""

from datetime import UTC, datetime

from app.domain.errors import Refused
from app.domain.event import Overridden, SignedOff
from app.domain.message import Message
from app.domain.rules import override_rule
from app.domain.table import may, standing
from app.ports import Parts
from blocks.card import value
from blocks.override import override_view
from handlers.commands.finding import deploy_of, first_of, only
from handlers.holds import held_now
from handlers.typed import Asked, note_of
from handlers.who import who


def override(parts: Parts, asked: Asked) -> None:
    """Open the modal, but only for somebody whose override would count; the modal is the answer."""
    deploy = deploy_of(parts, only(asked.rest))
    if not may(deploy, Overridden):
        raise Refused(standing(deploy))
    digest = deploy.summary.digest if deploy.summary else ""
    override_rule(deploy, who(parts, deploy, asked.user), digest)
    shown = held_now(parts, deploy, datetime.now(UTC))
    parts.chat.ask(asked.trigger_id, override_view(shown, value(deploy)))


def signoff(parts: Parts, asked: Asked) -> Message:
    word, rest = first_of(asked.rest)
    deploy, note = deploy_of(parts, word), note_of(rest)
    parts.gate.handle(deploy.id, SignedOff(datetime.now(UTC), who(parts, deploy, asked.user), note))
    return Message(f"Signed off: the override of `{deploy.id}` has been looked at.", ())
