"""Slack's numbers that slack_sdk does not enforce, each as a check of one JSON object."""

import re
from collections.abc import Callable, Iterator

from sandbox.slack.people import Json

# docs.slack.dev/reference/block-kit; facts on the total: bolt-js issue #2509
BLOCKS_IN_A_MESSAGE = 50
BLOCKS_IN_A_VIEW = 100
ALL_TEXT = 13_200
TEXT_OBJECT = 3000
FIELD = 2000
LABEL = 2000
ALERT = 200
INPUT = 3000
OPTION_DESCRIPTION = 75
TABLE_ROWS, TABLE_COLUMNS = 100, 20
IMAGE_ALT = 2000
FILE_ID = re.compile("F[A-Z0-9]{8,}")  # Slack's own pattern: python-slack-sdk issue 1521
MARKDOWN = 12_000

Found = Iterator[tuple[str, str]]  # (pointer below the object, what is wrong)


def _text_length(value: object) -> int:
    text = value.get("text") if isinstance(value, dict) else value
    return len(text) if isinstance(text, str) else 0


def _too_long(limit: int) -> str:
    return f"must be less than {limit + 1} characters"


def _section(block: Json) -> Found:
    for index, field in enumerate(block.get("fields") or []):
        if _text_length(field) > FIELD:
            yield f"/fields/{index}/text", _too_long(FIELD)


def _input(block: Json) -> Found:
    for key in ("label", "hint"):
        if _text_length(block.get(key)) > LABEL:
            yield f"/{key}/text", _too_long(LABEL)


def _plain_text_input(element: Json) -> Found:
    least, most = element.get("min_length", 0), element.get("max_length", INPUT)
    if not 0 <= least <= INPUT:
        yield "/min_length", f"must be between 0 and {INPUT}"
    if not 1 <= most <= INPUT:
        yield "/max_length", f"must be between 1 and {INPUT}"
    if least > most:
        yield "/min_length", "must not be greater than max_length"
    if len(element.get("initial_value") or "") > most:
        yield "/initial_value", _too_long(most)


def _image(image: Json) -> Found:
    if not image.get("alt_text"):
        yield "/alt_text", "must be more than 0 characters"
    if ("image_url" in image) == ("slack_file" in image):
        yield "", "must have exactly one of image_url and slack_file"
    if _text_length(image.get("alt_text")) > IMAGE_ALT:
        yield "/alt_text", _too_long(IMAGE_ALT)
    yield from _slack_file(image.get("slack_file"))


def _slack_file(named: object) -> Found:
    if named is None:
        return
    if not isinstance(named, dict) or len(named) != 1 or not set(named) <= {"id", "url"}:
        yield "/slack_file", "must have exactly one of id and url"
    elif "id" in named and not FILE_ID.fullmatch(str(named["id"])):
        yield "/slack_file/id", "input must match regex pattern: ^[F][A-Z0-9]{8,}$"


def _alert(block: Json) -> Found:
    if _text_length(block.get("text")) > ALERT:
        yield "/text/text", _too_long(ALERT)


def _table(block: Json) -> Found:
    rows = block.get("rows") or []
    if len(rows) > TABLE_ROWS:
        yield "/rows", f"no more than {TABLE_ROWS} items allowed"
    for index, row in enumerate(rows):
        if len(row) > TABLE_COLUMNS:
            yield f"/rows/{index}", f"no more than {TABLE_COLUMNS} items allowed"


def _button(element: Json) -> Found:
    if element.get("style") not in {None, "primary", "danger"}:
        yield "/style", "must be one of: primary, danger"


def _options(element: Json) -> Found:
    options = element.get("options") or []
    for index, option in enumerate(options):
        if _text_length(option.get("description")) > OPTION_DESCRIPTION:
            yield f"/options/{index}/description/text", _too_long(OPTION_DESCRIPTION)
    values = [option.get("value") for option in options]
    if len(set(values)) < len(values):
        yield "/options", "values must be unique"


LIMITS: dict[str, Callable[[Json], Found]] = {
    "section": _section,
    "input": _input,
    "plain_text_input": _plain_text_input,
    "image": _image,
    "alert": _alert,
    "table": _table,
    "button": _button,
    **dict.fromkeys(
        ("static_select", "multi_static_select", "radio_buttons", "checkboxes", "overflow"), _options
    ),
}
