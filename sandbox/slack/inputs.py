"""What people fill in: `state.values` as Slack writes it, and the checks that Slack's own client makes."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.blocks import elements
from sandbox.slack.people import Json

Values = Mapping[str, Mapping[str, Any]]  # block id → action id → {"type", …} or a bare value

NOT_STATE = frozenset({"button", "overflow", "workflow_button", "feedback_buttons", "icon_button"})
# element type → (key in the state, key of the value that it starts with)
KEYS = {
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
TYPED = ("value", "initial_value")  # everything that one types into
MANY = frozenset({"selected_options", "selected_users", "selected_channels", "selected_conversations"})


def state(blocks: list[Json], values: Values) -> dict[str, dict[str, Json]]:
    """Return `state.values`: every input of the blocks, filled in or not."""
    filled: dict[str, dict[str, Json]] = {}
    for block, element in elements(blocks):
        if element["type"] not in NOT_STATE:
            given = values.get(block["block_id"], {}).get(element["action_id"])
            filled.setdefault(block["block_id"], {})[element["action_id"]] = _one(element, given)
    return filled


def errors(blocks: list[Json], filled: Values) -> dict[str, str]:
    """Return what Slack's client says by itself, before the app hears of the submission."""
    found = dict(_complaints(blocks, filled))
    return {block_id: words for block_id, words in found.items() if words}


def choice(element: Json, value: Any) -> Json:
    """Write what was chosen as Slack does: {"value": …}, {"selected_option": …} and so on."""
    if isinstance(value, dict) and ("type" in value or KEYS.get(element["type"], TYPED)[0] in value):
        return {key: one for key, one in value.items() if key != "type"}
    key = KEYS.get(element["type"], TYPED)[0]
    if key == "selected_option":
        return {key: _option(element, value)}
    if key == "selected_options":
        return {key: [_option(element, one) for one in value or []]}
    return {key: list(value or []) if key in MANY else value}


def _one(element: Json, given: Any) -> Json:
    key, initial = KEYS.get(element["type"], TYPED)
    value = element.get(initial) if given is None else given
    chosen = choice(element, value)
    if chosen.get(key) == "":  # an emptied field is null in Slack's payload
        chosen[key] = None
    return {"type": element["type"], **chosen}


def _option(element: Json, value: Any) -> Json | None:
    if value is None or isinstance(value, dict):
        return value
    in_groups = [one for group in element.get("option_groups") or [] for one in group["options"]]
    for option in [*(element.get("options") or []), *in_groups]:
        if option["value"] == value:
            return {"text": option["text"], "value": value}
    raise LookupError(f"no option {value!r} in {element['action_id']}")


def _complaints(blocks: list[Json], filled: Values) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if block["type"] == "input":
            element = block["element"]
            one = filled[block["block_id"]][element["action_id"]]
            value = one.get(KEYS.get(element["type"], TYPED)[0])
            yield block["block_id"], _complaint(block, element, value)


def _complaint(block: Json, element: Json, value: Any) -> str:
    if value in (None, "", []):
        return "" if block.get("optional") else "Please complete this required field."
    if element["type"] != "plain_text_input":
        return ""
    if len(value) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if len(value) > element.get("max_length", 3000):
        return f"Please enter no more than {element['max_length']} characters."
    return ""
