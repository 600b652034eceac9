"""The modals that a person has open, one above the other."""

import secrets
from dataclasses import replace

from sandbox.slack.people import Json
from sandbox.slack.refusal import Refusal
from sandbox.slack.view import View, new_hash
from sandbox.slack.workspace import Workspace

MOST = 3  # docs.slack.dev/surfaces/modals: views in one stack


def new_id() -> str:
    return f"V{secrets.token_hex(5).upper()}"


def start(workspace: Workspace, user: str, content: Json) -> View:
    """Open a modal; whatever was open gives way."""
    view_id = new_id()
    view = View(view_id, user, content, view_id)
    workspace.set_stack(user, [view])
    return view


def push(workspace: Workspace, user: str, content: Json) -> View:
    """Lay a modal over the one that is open. Raises Refusal."""
    below = workspace.modals.get(user) or []
    if not below:
        raise Refusal("not_found")
    if len(below) >= MOST:
        raise Refusal("push_limit_reached")
    view = View(new_id(), user, content, below[0].id, previous_id=below[-1].id)
    workspace.set_stack(user, [*below, view])
    return view


def update(workspace: Workspace, view: View, content: Json) -> View:
    """Show something else in the place of an open modal."""
    return workspace.put_view(
        replace(view, content=content, hash=new_hash(), errors=None, problem=None, busy=False)
    )


def close(workspace: Workspace, view: View, *, everything: bool = False) -> None:
    """Take a modal away, or the whole stack."""
    below = [one for one in workspace.modals.get(view.user, []) if one.id != view.id]
    workspace.set_stack(view.user, [] if everything else below)
