"""Buttons and modals of a decision: record first, then acknowledge, for Slack never resends that."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from slack_bolt import Ack, App, Respond

from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.errors import BadInput, Refused, Transient
from app.domain.event import ApprovalWithdrawn, Approved, Event, Overridden, Rejected, SignedOff
from app.domain.person import Person
from app.domain.rules import check_typed, rejection_rule
from app.domain.table import is_open, standing
from app.ports import Parts
from blocks.card import APPROVE, OPEN_RUN, REJECT, WITHDRAW
from blocks.decision import REASON_BLOCK, REASON_VIEW, reason_view
from blocks.leads import SIGN_OFF
from blocks.override import OVERRIDE_COMMIT_BLOCK, OVERRIDE_REASON_BLOCK, OVERRIDE_VIEW
from handlers import modals, payloads
from handlers.answers import answering, as_plain
from handlers.who import who

REDRAWN = frozenset({Effect.REFRESH_CARD})


class Decisions:
    """The listeners behind the card's buttons and its modal."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def approve(self, ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        with answering(ack, respond) as afterwards:
            click = payloads.click(body, action)
            by = self._person(self._parts.gate.get(click.deploy_id), click.user)
            self._record(click.deploy_id, Approved(datetime.now(UTC), by, click.digest))
            afterwards.callback(self._parts.redraw, click.deploy_id)

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
            click, reason = modals.rejection(body, view)
            by = self._person(self._parts.gate.get(click.deploy_id), click.user)
            self._record(click.deploy_id, Rejected(datetime.now(UTC), by, click.digest, reason))
        except (Refused, BadInput, Transient) as refusal:
            ack(response_action="errors", errors={REASON_BLOCK: as_plain(refusal)})
        else:
            ack()
            self._parts.redraw(click.deploy_id)

    def withdraw(self, ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        with answering(ack, respond) as afterwards:
            click = payloads.click(body, action)
            by = self._person(self._parts.gate.get(click.deploy_id), click.user)
            self._record(click.deploy_id, ApprovalWithdrawn(datetime.now(UTC), by))
            afterwards.callback(self._parts.redraw, click.deploy_id)

    def sign_off(self, ack: Ack, body: dict[str, Any], action: dict[str, Any], respond: Respond) -> None:
        with answering(ack, respond) as afterwards:
            click = payloads.click(body, action)
            by = self._person(self._parts.gate.get(click.deploy_id), click.user)
            self._record(click.deploy_id, SignedOff(datetime.now(UTC), by, "", click.digest))
            afterwards.callback(self._parts.redraw, click.deploy_id)

    def break_glass(self, ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        """Record the override; whatever stands against it is said in the modal, which stays open."""
        try:
            given = modals.override(body, view)
            wrong = self._override(given)
        except (Refused, BadInput, Transient) as refusal:
            ack(response_action="errors", errors={OVERRIDE_REASON_BLOCK: as_plain(refusal)})
            return
        if wrong:
            ack(response_action="errors", errors=wrong)
        else:
            ack()
            self._parts.redraw(given.click.deploy_id)

    def _override(self, given: modals.Given) -> dict[str, str]:
        """Record it, unless the commit was not typed as it is: what is said beside that input."""
        click = given.click
        deploy = self._parts.gate.get(click.deploy_id)
        try:
            check_typed(deploy, given.commit)
        except Refused as refusal:
            return {OVERRIDE_COMMIT_BLOCK: as_plain(refusal)}
        by = self._person(deploy, click.user)
        event = Overridden(datetime.now(UTC), by, click.digest, given.reason, given.commit)
        self._record(click.deploy_id, event)
        return {}

    def _record(self, deploy_id: str, event: Event) -> None:
        """Record the decision; the card is redrawn here, after the acknowledgement."""
        self._parts.gate.handle(deploy_id, event, here=REDRAWN)

    def _person(self, deploy: Deploy, user_id: str) -> Person:
        return who(self._parts, deploy, user_id)


Listener = Callable[..., None]


def actions(decisions: Decisions) -> dict[str, Listener]:
    """Return who listens to which button."""
    return {
        APPROVE: decisions.approve,
        REJECT: decisions.reject,
        WITHDRAW: decisions.withdraw,
        SIGN_OFF: decisions.sign_off,
        OPEN_RUN: follow_link,
    }


def register(bolt: App, parts: Parts) -> frozenset[str]:
    """Register the listeners; return the buttons that are in use."""
    decisions = Decisions(parts)
    listeners = actions(decisions)
    for action_id, listener in listeners.items():
        bolt.action(action_id)(listener)
    bolt.view(REASON_VIEW)(decisions.give_reason)
    bolt.view(OVERRIDE_VIEW)(decisions.break_glass)
    return frozenset(listeners)


def follow_link(ack: Ack) -> None:
    """Acknowledge; Slack sends a click on a link button too."""
    ack()


def _open(deploy: Deploy) -> Deploy:
    if not is_open(deploy):
        raise Refused(standing(deploy))
    return deploy
