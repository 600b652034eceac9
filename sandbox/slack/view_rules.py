"""Whether Slack would take this view."""

from collections.abc import Iterator
from typing import Any

from sandbox.slack import blocks
from sandbox.slack.block_shapes import Surface
from sandbox.slack.people import Json
from sandbox.slack.refusal import Refusal

# docs.slack.dev/reference/views
TITLE, PRIVATE_METADATA, CALLBACK_ID = 24, 3000, 255
KEYS = {
    "modal": {"title", "close", "submit", "clear_on_close", "notify_on_close", "submit_disabled"},
    "home": {"title", "close", "submit"},
}
COMMON_KEYS = {"type", "blocks", "private_metadata", "callback_id", "external_id"}


def check(view: Any, *, kind: Surface) -> Json:
    """Return the view with its ids filled in. Raises Refusal."""
    if found := list(_problems(view, kind)):
        raise Refusal.with_messages("invalid_arguments", found)
    return {**view, "blocks": blocks.with_ids(view["blocks"])}


def _problems(view: Any, kind: Surface) -> Iterator[str]:
    if not isinstance(view, dict) or view.get("type") != kind:
        yield f"must be a view of type {kind} [json-pointer:/view/type]"
        return
    for key in sorted(set(view) - KEYS[kind] - COMMON_KEYS):
        yield f"invalid additional property: {key} [json-pointer:/view]"
    for key, most in (("private_metadata", PRIVATE_METADATA), ("callback_id", CALLBACK_ID)):
        if len(view.get(key) or "") > most:
            yield f"must be less than {most + 1} characters [json-pointer:/view/{key}]"
    yield from blocks.problems(view.get("blocks"), kind, at="/view/blocks")
    yield from _modal(view) if kind is Surface.MODAL else ()


def _modal(view: Json) -> Iterator[str]:
    for key in ("title", "submit", "close"):
        if key in view and view[key] is not None:
            yield from _plain(view[key], f"/view/{key}")
    if not view.get("title"):
        yield "missing required field: title [json-pointer:/view]"
    if not view.get("submit") and any(block.get("type") == "input" for block in _dicts(view)):
        yield "missing required field: submit, as there is an input [json-pointer:/view]"


def _plain(text: Any, pointer: str) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") != "plain_text":
        yield f"must be plain_text [json-pointer:{pointer}/type]"
    elif not 0 < len(text.get("text") or "") <= TITLE:
        yield f"must be between 1 and {TITLE} characters [json-pointer:{pointer}/text]"


def _dicts(view: Json) -> list[Json]:
    return [block for block in view.get("blocks") or [] if isinstance(block, dict)]
