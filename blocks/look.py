"""The menus and buttons below App Home's history, and what the view carries to remember what was chosen."""

import hashlib
import json
from collections.abc import Sequence

from app.domain.filter import EVERYTHING, Filter, Outcome
from app.domain.message import Block
from blocks.figures import OUTCOMES
from blocks.text import plain

OLDER, NEWER, REFRESH = "home.older", "home.newer", "home.refresh"
ENVIRONMENT, OUTCOME, PERSON, CLEAR = "home.environment", "home.outcome", "home.person", "home.clear"
ANY = "*"  # the option that takes a filter back: a menu cannot be emptied
ENVIRONMENT_MAX = 100  # characters
OPTIONS_MAX = 99  # a menu of Slack's holds 100, and one is ANY


def carried(wanted: Filter) -> str:
    """Return the filter as the view carries it; `handlers.payloads.filter_of` reads it without trust."""
    held = {"environment": wanted.environment, "person": wanted.person, "outcome": wanted.outcome}
    return json.dumps({key: value for key, value in held.items() if value is not None}, sort_keys=True)


def filters(wanted: Filter, environments: Sequence[str]) -> Block:
    elements = [_environments(wanted, environments), _outcomes(wanted), _people(wanted)]
    if wanted != EVERYTHING:
        elements.append({"type": "button", "action_id": CLEAR, "text": plain("Clear filters"), "value": ANY})
    # Slack keeps what somebody chose by the ids of block and element, whatever is drawn next.
    block_id = f"home.filters.{hashlib.sha256(carried(wanted).encode()).hexdigest()[:12]}"
    return {"type": "actions", "block_id": block_id, "elements": elements}


def paging(page: int, pages: int) -> Block:
    buttons = [_button(REFRESH, "Refresh", page)]
    if page > 1:
        buttons.append(_button(NEWER, "Newer", page - 1))
    if page < pages:
        buttons.append(_button(OLDER, "Older", page + 1))
    return {"type": "actions", "elements": buttons}


def _environments(wanted: Filter, environments: Sequence[str]) -> Block:
    chosen = [wanted.environment] if wanted.environment else []
    names = [name for name in dict.fromkeys([*chosen, *environments]) if 0 < len(name) <= ENVIRONMENT_MAX]
    options = [_option("Any environment", ANY), *(_option(name, name) for name in names[:OPTIONS_MAX])]
    return _menu(ENVIRONMENT, "Environment", options, wanted.environment)


def _outcomes(wanted: Filter) -> Block:
    named = [_option(OUTCOMES[outcome].capitalize(), outcome.value) for outcome in Outcome]
    return _menu(OUTCOME, "Outcome", [_option("Any outcome", ANY), *named], wanted.outcome)


def _menu(action_id: str, label: str, options: list[Block], chosen: str | None) -> Block:
    menu = {"type": "static_select", "action_id": action_id, "placeholder": plain(label), "options": options}
    initial = next((option for option in options if option["value"] == chosen), options[0])
    return {**menu, "initial_option": initial}


def _people(wanted: Filter) -> Block:
    label = "Queued or decided by"
    menu = {"type": "users_select", "action_id": PERSON, "placeholder": plain(label)}
    return {**menu, "initial_user": wanted.person} if wanted.person else menu


def _option(label: str, value: str) -> Block:
    return {"text": plain(label), "value": value}


def _button(action_id: str, label: str, page: int) -> Block:
    return {"type": "button", "action_id": action_id, "text": plain(label), "value": str(page)}
