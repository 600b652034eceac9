"""Which blocks and views Slack takes, and what it says about the others."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.block_shapes import Surface
from sandbox.slack.blocks import problems
from sandbox.slack.refusal import Refusal
from sandbox.slack.view_rules import check
from tests.sandbox.cards import Json, actions, button, home, modal, mrkdwn, plain, section, text_input
from tests.sandbox.client import refused

IMAGE = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}
OPTION = {"text": plain("One"), "value": "1"}
OPTIONS = [{"text": plain("One"), "value": str(number)} for number in range(6)]
CONFIRM = {"title": plain("Sure?"), "text": mrkdwn("*Really*"), "confirm": plain("Yes"), "deny": plain("No")}

GOOD: list[Json] = [
    section(),
    section(accessory=button()),
    {"type": "section", "fields": [mrkdwn("a"), plain("b")]},
    {"type": "divider"},
    {"type": "header", "text": plain("Title")},
    {"type": "context", "elements": [mrkdwn("small"), IMAGE]},
    IMAGE,
    actions(button(style="primary", confirm=CONFIRM, value="v" * 2000)),
    actions({"type": "static_select", "action_id": "s", "placeholder": plain("Which?"), "options": [OPTION]}),
    actions({"type": "overflow", "action_id": "o", "options": [OPTION]}),
    text_input(multiline=True, min_length=1, max_length=3000),
    {"type": "markdown", "text": "**bold**"},
    {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]},
    {"type": "data_table", "caption": "a", "rows": []},
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [{"type": "text", "text": "a", "style": {"bold": True}}],
            }
        ],
    },
]

BAD: list[tuple[Json, str]] = [
    ({"type": "sectoin"}, "unsupported type: sectoin [json-pointer:/blocks/0/type]"),
    ({"text": mrkdwn("x")}, "unsupported type: None [json-pointer:/blocks/0/type]"),
    (section(colour="red"), "invalid additional property: colour [json-pointer:/blocks/0]"),
    (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (section(accessory={"type": "plain_text_input"}), "unsupported type: plain_text_input"),
    ({"type": "section"}, "text or fields attribute must be specified"),
    ({"type": "section", "fields": [mrkdwn("x")] * 11}, "fields attribute cannot exceed 10 items"),
    (
        {"type": "section", "fields": [mrkdwn("x"), mrkdwn("x" * 2001)]},
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/1/text]",
    ),
    (
        {"type": "section", "text": {"type": "html", "text": "x"}},
        "unsupported type: html [json-pointer:/blocks/0/text/type]",
    ),
    ({"type": "header", "text": mrkdwn("x")}, "must be plain_text [json-pointer:/blocks/0/text/type]"),
    ({"type": "header", "text": plain("x" * 151)}, "150"),
    ({"type": "header"}, "missing required field: text"),
    ({"type": "image", "image_url": "https://example.com/a.png", "alt_text": ""}, "/blocks/0/alt_text"),
    ({"type": "image", "alt_text": "a"}, "exactly one of image_url and slack_file"),
    ({"type": "context", "elements": [button()]}, "unsupported type: button"),
    ({"type": "context", "elements": [mrkdwn("x")] * 11}, "10"),
    (actions(), "missing required field: elements"),
    (actions(*[button(str(number)) for number in range(26)]), "25"),
    (
        actions(button(style="loud")),
        "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]",
    ),
    (actions(button(value="v" * 2001)), "2000"),
    (
        actions(button(colour="red")),
        "invalid additional property: colour [json-pointer:/blocks/0/elements/0]",
    ),
    (actions({"type": "button", "text": mrkdwn("Yes")}), "must be plain_text"),
    (actions({"type": "button", "text": plain("y" * 76)}), "75"),
    (actions(button("a" * 256)), "255"),
    (actions({"type": "static_select", "action_id": "s"}), "options or option_groups must be specified"),
    (actions({"type": "overflow", "options": OPTIONS}), "between 1 and 5"),
    (actions({"type": "radio_buttons", "options": [OPTION, OPTION]}), "values must be unique"),
    (section(block_id="b" * 256), "block_id cannot exceed 255"),
    (text_input(min_length=5, max_length=4), "must not be greater than max_length"),
    (text_input(max_length=3001), "must be between 1 and 3000"),
    (text_input(min_length=-1), "must be between 0 and 3000"),
    (text_input(max_length=2, initial_value="abc"), "/blocks/0/element/initial_value"),
    ({**text_input(), "label": mrkdwn("x")}, "must be plain_text [json-pointer:/blocks/0/label/type]"),
    ({**text_input(), "hint": plain("x" * 2001)}, "/blocks/0/hint/text"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 21]}, "no more than 20 items"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]] * 101}, "no more than 100 items"),
    ({"type": "alert", "level": "info", "text": plain("x")}, "alert is not allowed on this surface: message"),
]


@pytest.mark.parametrize("block", GOOD, ids=lambda block: str(block["type"]))
def test_blocks_that_slack_takes(block: Json) -> None:
    assert problems([block], Surface.MESSAGE) == []


@pytest.mark.parametrize(("block", "words"), BAD, ids=[words for _, words in BAD])
def test_blocks_that_slack_refuses(block: Json, words: str) -> None:
    found = problems([block], Surface.MESSAGE)
    assert any(words in problem for problem in found), found


@pytest.mark.parametrize("blocks", ["text", {"type": "divider"}, ["text"]])
def test_blocks_of_the_wrong_shape(blocks: Any) -> None:
    assert problems(blocks, Surface.MESSAGE)


@pytest.mark.parametrize("kind", ["markdown", "table", "data_table", "task_card", "context_actions"])
def test_some_blocks_are_for_messages_only(kind: str) -> None:
    assert any(f"{kind} is not allowed" in problem for problem in problems([{"type": kind}], Surface.HOME))


def test_a_message_has_at_most_fifty_blocks(client: WebClient) -> None:
    client.chat_postMessage(channel="#deploys", text="x", blocks=[section()] * 50)
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="#deploys", text="x", blocks=[section()] * 51)
    answer = caught.value.response
    assert answer["errors"] == ["no more than 50 items allowed [json-pointer:/blocks]"]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {answer['errors'][0]}"]


def test_all_the_text_together_has_a_limit(client: WebClient) -> None:
    client.chat_postMessage(channel="#deploys", text="x", blocks=[section("x" * 2640)] * 5)
    long = [section("x" * 2641)] * 5
    error = refused(lambda: client.chat_postMessage(channel="#deploys", text="x", blocks=long))
    assert error == "msg_blocks_too_long"


def test_block_ids_are_unique(client: WebClient) -> None:
    twice = [section(block_id="a"), section(block_id="a")]
    with pytest.raises(SlackApiError, match="invalid_blocks") as caught:
        client.chat_postMessage(channel="#deploys", text="x", blocks=twice)
    assert caught.value.response["errors"] == [
        'block_id "a" already exists [json-pointer:/blocks/1/block_id]'
    ]


def test_a_view_gets_its_ids() -> None:
    view = check(modal(section()), kind=Surface.MODAL)
    assert view["blocks"][0]["block_id"]


BAD_VIEWS: list[tuple[Any, Surface, str]] = [
    ("modal", Surface.MODAL, "must be a view of type modal"),
    (home(section()), Surface.MODAL, "must be a view of type modal"),
    (modal(section()), Surface.HOME, "must be a view of type home"),
    (modal(section(), colour="red"), Surface.MODAL, "invalid additional property: colour"),
    (
        modal(section(), title=plain("t" * 25)),
        Surface.MODAL,
        "between 1 and 24 characters [json-pointer:/view/title",
    ),
    (modal(section(), title=None), Surface.MODAL, "missing required field: title"),
    (
        modal(section(), submit=mrkdwn("Go")),
        Surface.MODAL,
        "must be plain_text [json-pointer:/view/submit/type]",
    ),
    (modal(text_input(), submit=None), Surface.MODAL, "missing required field: submit"),
    (modal(section(), private_metadata="x" * 3001), Surface.MODAL, "must be less than 3001 characters"),
    (modal(section(), callback_id="x" * 256), Surface.MODAL, "must be less than 256 characters"),
    (modal(*[section()] * 101), Surface.MODAL, "no more than 100 items allowed [json-pointer:/view/blocks]"),
    (home(*[section()] * 101), Surface.HOME, "no more than 100 items allowed"),
    ({"type": "home"}, Surface.HOME, "must provide an array [json-pointer:/view/blocks]"),
]


@pytest.mark.parametrize(("view", "kind", "words"), BAD_VIEWS, ids=[words for _, _, words in BAD_VIEWS])
def test_views_that_slack_refuses(view: Any, kind: Surface, words: str) -> None:
    with pytest.raises(Refusal, match="invalid_arguments") as caught:
        check(view, kind=kind)
    assert words in str(caught.value.details["errors"])
