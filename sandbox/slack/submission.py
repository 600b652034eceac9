"""Submitting a modal: the client's checks, the app's answer, and what becomes of the modal."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sandbox.slack import payloads, stack, view_rules
from sandbox.slack.block_shapes import Surface
from sandbox.slack.hub import Hub
from sandbox.slack.inputs import Values, errors, state
from sandbox.slack.people import Json
from sandbox.slack.refusal import Refusal
from sandbox.slack.view import View

TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(frozen=True)
class Submitted:
    errors: Mapping[str, str] | None  # block id → what is wrong
    acked: bool


async def submit(hub: Hub, view: View, values: Values) -> Submitted:
    """Submit a modal as filled in; inputs that are not mentioned keep what they start with."""
    if view.busy:
        raise LookupError("this is being submitted already")
    filled = state(view.blocks, values)
    if complaints := errors(view.blocks, filled):
        hub.workspace.put_view(replace(view, errors=complaints))
        return Submitted(complaints, acked=False)
    hub.workspace.put_view(view := replace(view, busy=True, errors=None, problem=None))
    answer = await hub.delivery.ask("interactive", payloads.submitted(hub, view, filled), takes_answer=True)
    if answer is None:
        _stays(hub, _now(hub, view), TROUBLE)
        return Submitted(None, acked=False)
    return Submitted(_answered(hub, _now(hub, view), answer), acked=True)


def _answered(hub: Hub, view: View, answer: Json) -> Mapping[str, str] | None:
    try:
        match answer.get("response_action"):
            case "errors":
                return _errors(hub, view, answer.get("errors") or {})
            case "clear":
                stack.close(hub.workspace, view, everything=True)
            case "push":
                _push(hub, view, answer)
            case "update":
                stack.update(hub.workspace, view, view_rules.check(answer.get("view"), kind=Surface.MODAL))
            case _:
                stack.close(hub.workspace, view)
    except Refusal as refusal:
        _stays(hub, view, f"{TROUBLE} ({refusal.error}: {refusal.details.get('errors', '')})")
    return None


def _push(hub: Hub, view: View, answer: Json) -> None:
    content = view_rules.check(answer.get("view"), kind=Surface.MODAL)
    hub.workspace.put_view(replace(view, busy=False))
    stack.push(hub.workspace, view.user, content)


def _errors(hub: Hub, view: View, found: Mapping[str, str]) -> Mapping[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not found or not set(found) <= inputs:
        raise Refusal("invalid_errors", errors=f"only inputs take errors, which are {sorted(inputs)}")
    hub.workspace.put_view(replace(view, busy=False, errors=found))
    return found


def _now(hub: Hub, view: View) -> View:
    """Return the view as it is after the app may have updated it."""
    return next((one for one in hub.workspace.views() if one.id == view.id), view)


def _stays(hub: Hub, view: View, problem: str) -> None:
    hub.workspace.put_view(replace(view, busy=False, problem=problem))
