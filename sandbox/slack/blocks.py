"""Whether Slack would take these blocks. Every complaint names the place by its JSON pointer."""

import json
import secrets
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from sandbox.slack import block_limits as limits
from sandbox.slack import block_shapes as shapes
from sandbox.slack.block_shapes import Surface
from sandbox.slack.people import Json
from sandbox.slack.refusal import Refusal

INTERACTIVE = frozenset(shapes.ELEMENT_KEYS) - {"image", "url"}
MAX_COUNT = {
    Surface.MESSAGE: limits.BLOCKS_IN_A_MESSAGE,
    Surface.MODAL: limits.BLOCKS_IN_A_VIEW,
    Surface.HOME: limits.BLOCKS_IN_A_VIEW,
}


def check(blocks: Any, surface: Surface) -> None:
    """Refuse blocks that Slack would refuse in a message. Raises Refusal."""
    if found := problems(blocks, surface):
        raise Refusal.with_messages("invalid_blocks", found)
    if sum(map(len, texts(blocks))) > limits.ALL_TEXT:
        raise Refusal("msg_blocks_too_long")


def problems(blocks: Any, surface: Surface, at: str = "/blocks") -> list[str]:
    """Return what is wrong with the blocks, in Slack's manner; nothing when nothing is."""
    if not isinstance(blocks, list):
        return [_say("must provide an array", at)]
    found = [_say(words, pointer) for pointer, words in _all(blocks, surface, at)]
    if len(blocks) > MAX_COUNT[surface]:
        found.insert(0, _say(f"no more than {MAX_COUNT[surface]} items allowed", at))
    return found


def _say(words: str, pointer: str) -> str:
    return f"{words} [json-pointer:{pointer}]"


def _all(blocks: list[Any], surface: Surface, at: str) -> limits.Found:
    seen: Counter[str] = Counter()
    for index, block in enumerate(blocks):
        pointer = f"{at}/{index}"
        if not isinstance(block, dict):
            yield pointer, "must be an object"
            continue
        seen[block_id := str(block.get("block_id") or pointer)] += 1
        if seen[block_id] > 1:
            yield f"{pointer}/block_id", f'block_id "{block_id}" already exists'
        yield from _block(block, surface, pointer)


def _block(block: Json, surface: Surface, pointer: str) -> limits.Found:
    kind = block.get("type")
    if kind not in shapes.BLOCK_KEYS and kind not in shapes.OPAQUE_BLOCKS:
        yield f"{pointer}/type", f"unsupported type: {kind}"
        return
    if surface is not shapes.ONLY_ON.get(kind, surface):
        yield f"{pointer}/type", f"{kind} is not allowed on this surface: {surface}"
    if kind in shapes.OPAQUE_BLOCKS:
        return
    found = list(_object(block, shapes.BLOCK_KEYS[kind], pointer))
    yield from found or ((pointer, words) for words in _by_sdk(json.dumps(block)))


def _object(value: Json, keys: frozenset[str], pointer: str) -> limits.Found:
    kind = value["type"]
    for key in sorted(set(value) - keys):
        yield pointer, f"invalid additional property: {key}"
    for key in shapes.REQUIRED.get(kind, ()):
        if not value.get(key):
            yield pointer, f"missing required field: {key}"
    if kind in limits.LIMITS:
        for below, words in limits.LIMITS[kind](value):
            yield f"{pointer}{below}", words
    if kind != "rich_text":
        for key, child in value.items():
            yield from _child(value, key, child, f"{pointer}/{key}")


def _child(parent: Json, key: str, child: Any, pointer: str) -> limits.Found:
    if isinstance(child, list):
        for index, one in enumerate(child):
            yield from _child(parent, key, one, f"{pointer}/{index}")
    elif isinstance(child, dict):
        yield from _inner(parent, key, child, pointer)


def _inner(parent: Json, key: str, child: Json, pointer: str) -> limits.Found:
    kind = child.get("type")
    if key in shapes.NESTED and kind in shapes.BLOCK_KEYS:
        yield from _object(child, shapes.BLOCK_KEYS[kind], pointer)
        return
    place = shapes.PLACES.get((parent.get("type", ""), key))
    if place is not None and kind not in place:
        yield f"{pointer}/type", f"unsupported type: {kind}"
    elif kind in shapes.TEXT_KEYS:
        yield from _text(parent, key, child, pointer)
    elif kind in shapes.ELEMENT_KEYS:
        yield from _object(child, shapes.ELEMENT_KEYS[kind], pointer)
    elif kind is None:
        for name, inner in child.items():
            yield from _child(child, name, inner, f"{pointer}/{name}")
    elif kind not in shapes.OTHER_TYPES:
        yield f"{pointer}/type", f"unsupported type: {kind}"


def _text(parent: Json, key: str, text: Json, pointer: str) -> limits.Found:
    kind = text["type"]
    for extra in sorted(set(text) - shapes.TEXT_KEYS[kind]):
        yield pointer, f"invalid additional property: {extra}"
    is_plain_only = {(parent.get("type"), key), (None, key)} & shapes.PLAIN_ONLY
    if kind != "plain_text" and is_plain_only:
        yield f"{pointer}/type", "must be plain_text"
    words = text.get("text")
    if not isinstance(words, str) or not words:
        yield f"{pointer}/text", "must be more than 0 characters"
    elif len(words) > limits.TEXT_OBJECT:
        yield f"{pointer}/text", f"must be less than {limits.TEXT_OBJECT + 1} characters"


@lru_cache(maxsize=1000)
def _by_sdk(block: str) -> tuple[str, ...]:
    """Return what Slack's own SDK complains of; a card is redrawn more often than its blocks change."""
    try:
        parsed = Block.parse(json.loads(block))
        if parsed is not None:
            parsed.to_dict()
    except SlackObjectFormationError as wrong:
        return (str(wrong),)
    except (TypeError, ValueError, KeyError, AttributeError) as wrong:
        return (f"invalid shape: {wrong}",)
    return ()


def texts(value: Any) -> Iterator[str]:
    """Yield every text that a reader of the blocks sees."""
    if isinstance(value, list):
        for one in value:
            yield from texts(one)
    elif isinstance(value, dict):
        for key, child in value.items():
            if key == "text" and isinstance(child, str):
                yield child
            else:
                yield from texts(child)


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield (block, element) for everything that can be clicked or filled in."""
    for block in blocks:
        inside = [block.get("accessory"), block.get("element"), *(block.get("elements") or [])]
        for element in [*inside, *(block.get("actions") or [])]:
            if isinstance(element, dict) and element.get("type") in INTERACTIVE:
                yield block, element
        yield from elements([one for one in block.get("child_blocks") or [] if isinstance(one, dict)])
        if block["type"] == "carousel":
            yield from elements(block["elements"])


def with_ids(blocks: list[Json]) -> list[Json]:
    """Fill in the block ids and action ids that the app left out, as Slack does."""
    for block in blocks:
        block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
    for _, element in elements(blocks):
        element.setdefault("action_id", secrets.token_urlsafe(4)[:5])
    return blocks
