"""Which blocks and elements exist, which keys each may have, and where each may stand.

The keys come from slack_sdk's models, so that a new version of the SDK brings new blocks along.
"""

from collections.abc import Iterator
from enum import StrEnum

from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import Block, BlockElement
from slack_sdk.models.blocks.block_elements import RichTextElement


class Surface(StrEnum):
    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


def _below(model: type[JsonObject]) -> Iterator[type[JsonObject]]:
    for child in model.__subclasses__():
        yield child
        yield from _below(child)


def _keys(models: Iterator[type[JsonObject]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for model in models:
        if name := getattr(model, "type", None):
            keys = frozenset(object.__new__(model).attributes)
            found[name] = found.get(name, frozenset()) | keys
    return found


# Known to Slack, not yet to slack_sdk 3.47: their insides are not looked at.
OPAQUE_BLOCKS = frozenset({"data_table", "data_visualization"})
BLOCK_KEYS = _keys(_below(Block))
ELEMENT_KEYS = _keys(model for model in _below(BlockElement) if not issubclass(model, RichTextElement))
# What else carries a type somewhere inside a block; slack_sdk looks after their insides.
OTHER_TYPES = frozenset({"raw_text", "raw_number", *BLOCK_KEYS, *_keys(_below(RichTextElement))})
TEXT_KEYS = {
    "plain_text": frozenset({"type", "text", "emoji"}),
    "mrkdwn": frozenset({"type", "text", "verbatim"}),
}

# docs.slack.dev/reference/block-kit/blocks: "Available in surfaces"
ONLY_ON: dict[str, Surface] = {
    "alert": Surface.MODAL,
    **dict.fromkeys(
        ("markdown", "table", "data_table", "data_visualization", "file", "call", "context_actions"),
        Surface.MESSAGE,
    ),
    **dict.fromkeys(("task_card", "plan", "card", "carousel", "container"), Surface.MESSAGE),
}

_CHOICES = {
    f"{many}{kind}_select"
    for many in ("", "multi_")
    for kind in ("static", "external", "users", "conversations", "channels")
}
_PICKERS = {"checkboxes", "radio_buttons", "datepicker", "timepicker", *_CHOICES}
_BUTTONS = {"button", "overflow", "workflow_button"}

# What may stand in (block type, key); docs.slack.dev/reference/block-kit/block-elements
PLACES: dict[tuple[str, str], set[str]] = {
    ("actions", "elements"): _PICKERS | _BUTTONS | {"datetimepicker", "rich_text_input"},
    ("section", "accessory"): _PICKERS | _BUTTONS | {"image"},
    ("context", "elements"): {"image", "plain_text", "mrkdwn"},
    ("context_actions", "elements"): {"feedback_buttons", "icon_button"},
    ("input", "element"): _PICKERS
    | {"datetimepicker", "plain_text_input", "rich_text_input", "number_input", "file_input"}
    | {"email_text_input", "url_text_input"},
}

# (type of the parent, key): only plain_text may stand here. None: whatever the parent.
PLAIN_ONLY: frozenset[tuple[str | None, str]] = frozenset(
    {
        ("header", "text"),
        ("button", "text"),
        ("input", "label"),
        ("input", "hint"),
        ("image", "title"),
        ("container", "title"),
        (None, "placeholder"),
        (None, "deny"),
    }
)
NESTED = frozenset({"child_blocks", "tasks"})  # keys under which blocks stand inside a block
REQUIRED = {
    "header": ("text",),
    "actions": ("elements",),
    "context": ("elements",),
    "input": ("label", "element"),
    "image": ("alt_text",),
    "button": ("text",),
    "rich_text": ("elements",),
    "markdown": ("text",),
    "table": ("rows",),
    "overflow": ("options",),
}
