"""Submitting a modal: what the app hears, and what it may answer."""

import pytest
from slack_sdk import WebClient

from sandbox.slack import SlackSandbox
from tests.sandbox.cards import Json, home, modal, plain, section, text_input
from tests.sandbox.steps import opened, trigger
from tests.sandbox.wire import Wire, heard

ANA = "U0ANA00001"


def test_a_submission_says_what_was_filled_in(slack: SlackSandbox, wire: Wire) -> None:
    select = {
        "type": "static_select",
        "action_id": "which",
        "options": [{"text": plain("One"), "value": "1"}, {"text": plain("Two"), "value": "2"}],
    }
    choice = {"type": "input", "block_id": "choice", "label": plain("Which"), "element": select}
    view = opened(
        slack, wire, text_input(), text_input("more"), choice, private_metadata="d1", callback_id="why"
    )
    values = {"reason": {"words": "because"}, "more": {"words": "x"}, "choice": {"which": "2"}}
    payload, errors = heard(wire, lambda: slack.submit("ana", values))
    assert errors is None
    assert slack.view("ana") is None
    assert payload["type"] == "view_submission"
    assert (payload["view"]["private_metadata"], payload["view"]["callback_id"]) == ("d1", "why")
    assert (payload["view"]["id"], payload["view"]["hash"]) == (view.id, view.hash)
    assert payload["view"]["state"]["values"] == {
        "reason": {"words": {"type": "plain_text_input", "value": "because"}},
        "more": {"words": {"type": "plain_text_input", "value": "x"}},
        "choice": {
            "which": {"type": "static_select", "selected_option": {"text": plain("Two"), "value": "2"}}
        },
    }


def test_what_is_not_filled_in_never_reaches_the_app(slack: SlackSandbox, wire: Wire) -> None:
    optional = {**text_input("more"), "optional": True}
    opened(slack, wire, text_input(min_length=3, max_length=5), optional)
    assert slack.submit("ana") == {"reason": "Please complete this required field."}
    assert slack.submit("ana", {"reason": {"words": "ab"}}) == {
        "reason": "Please enter at least 3 characters."
    }
    too_long = slack.submit("ana", {"reason": {"words": "abcdef"}})
    assert too_long == {"reason": "Please enter no more than 5 characters."}
    payload, errors = heard(wire, lambda: slack.submit("ana", {"reason": {"words": "abc"}}))
    assert errors is None
    assert payload["view"]["state"]["values"]["more"]["words"] == {"type": "plain_text_input", "value": None}


def test_the_app_may_answer_with_errors(slack: SlackSandbox, wire: Wire) -> None:
    opened(slack, wire, text_input())
    no = {"response_action": "errors", "errors": {"reason": "Not good enough."}}
    _, errors = heard(wire, lambda: slack.submit("ana", {"reason": {"words": "x"}}), no)
    assert errors == {"reason": "Not good enough."}
    assert slack.view("ana")


def test_errors_belong_to_inputs(slack: SlackSandbox, wire: Wire) -> None:
    opened(slack, wire, text_input())
    no = {"response_action": "errors", "errors": {"nowhere": "?"}}
    heard(wire, lambda: slack.submit("ana", {"reason": {"words": "x"}}), no)
    view = slack.view("ana")
    assert view
    assert "invalid_errors" in (view.problem or "")


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ({}, "One"),
        ({"response_action": "clear"}, None),
        ({"response_action": "update", "view": modal(section(), title=plain("New"))}, "New"),
        ({"response_action": "push", "view": modal(section(), title=plain("Over"))}, "Over"),
        ({"response_action": "update", "view": home()}, "Two"),
    ],
    ids=["close", "clear", "update", "push", "a bad view"],
)
def test_the_app_says_what_becomes_of_the_modal(
    slack: SlackSandbox, client: WebClient, wire: Wire, answer: Json, title: str | None
) -> None:
    opened(slack, wire, title=plain("One"))
    client.views_push(trigger_id=trigger(slack, wire), view=modal(section(), title=plain("Two")))
    heard(wire, lambda: slack.submit("ana"), answer)
    view = slack.view("ana")
    assert (view.content["title"]["text"] if view else None) == title
