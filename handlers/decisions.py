"""Approve and Reject: record first, then acknowledge, for Slack never resends what was acknowledged."""

from datetime import UTC, datetime
from typing import Any

from slack_bolt import Ack, App, Respond

from app.domain.deploy import Deploy
from app.domain.errors import BadInput, Refused, Transient
from app.domain.event import Approved, Rejected
from app.domain.person import Person
from app.domain.rules import rejection_rule
from app.domain.table import is_open, standing
from app.ports import Parts
from blocks.card import APPROVE, OPEN_RUN, REJECT
from blocks.decision import REASON_BLOCK, REASON_VIEW, reason_view
from handlers import payloads
from handlers.answers import answering, as_plain


class Decisions:
    """The listeners behind the card's buttons and its modal."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def approve(self, ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        with answering(ack, respond):
            click = payloads.click(body, action)
            by = self._person(self._parts.gate.get(click.deploy_id), click.user)
            self._parts.gate.handle(click.deploy_id, Approved(datetime.now(UTC), by, click.digest))

    def reject(self, ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        """Ask for the reason, but only somebody whose rejection would count."""
        with answering(ack, respond):
            click = payloads.click(body, action)
            deploy = _open(self._parts.gate.get(click.deploy_id))
            rejection_rule(deploy, self._person(deploy, click.user), click.digest)
            self._parts.chat.ask(click.trigger_id, reason_view(deploy, click.carried))

    def give_reason(self, ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        """Record the rejection; whatever stands against it is said in the modal, which stays open."""
        try:
            click, reason = payloads.submission(body, view)
            by = self._person(self._parts.gate.get(click.deploy_id), click.user)
            self._parts.gate.handle(click.deploy_id, Rejected(datetime.now(UTC), by, click.digest, reason))
        except (Refused, BadInput, Transient) as refusal:
            ack(response_action="errors", errors={REASON_BLOCK: as_plain(refusal)})
        else:
            ack()

    def _person(self, deploy: Deploy, user_id: str) -> Person:
        return self._parts.chat.person(user_id, deploy.rules.names if deploy.rules else ())


def register(bolt: App, parts: Parts) -> None:
    decisions = Decisions(parts)
    bolt.action(APPROVE)(decisions.approve)
    bolt.action(REJECT)(decisions.reject)
    bolt.view(REASON_VIEW)(decisions.give_reason)
    bolt.action(OPEN_RUN)(follow_link)


def follow_link(ack: Ack) -> None:
    """Acknowledge; Slack sends a click on a link button too."""
    ack()


def _open(deploy: Deploy) -> Deploy:
    if not is_open(deploy):
        raise Refused(standing(deploy))
    return deploy
