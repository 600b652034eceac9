"""views.*: modals, Home tabs, and the short life of a trigger."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from slack_sdk import WebClient

from sandbox.slack import Manifest, SlackSandbox, View
from tests.sandbox.bot import client_of
from tests.sandbox.cards import Json, actions, button, home, modal, plain, section, text_input
from tests.sandbox.conftest import QUICK
from tests.sandbox.test_calls import refused
from tests.sandbox.wire import Wire, connected, heard

ANA = "U0ANA00001"


@pytest.fixture
def wire(slack: SlackSandbox) -> Iterator[Wire]:
    with connected(slack) as wire:
        yield wire


def trigger(slack: SlackSandbox, wire: Wire) -> str:
    """Let Ana give a command, and return the trigger id that came with it."""
    payload, _ = heard(wire, lambda: slack.command("ana", "/deploy"))
    return str(payload["trigger_id"])


def opened(slack: SlackSandbox, wire: Wire, *blocks: Json, **more: object) -> View:
    client_of(slack).views_open(trigger_id=trigger(slack, wire), view=modal(*blocks or (section(),), **more))
    view = slack.view("ana")
    assert view is not None
    return view


def test_a_trigger_opens_one_modal_once(slack: SlackSandbox, client: WebClient, wire: Wire) -> None:
    ticket = trigger(slack, wire)
    client.views_open(trigger_id=ticket, view=modal(section()))
    assert slack.view("ana")
    assert slack.view("bo") is None
    again = refused(lambda: client.views_open(trigger_id=ticket, view=modal(section())))
    assert again == "exchanged_trigger_id"
    unknown = refused(lambda: client.views_open(trigger_id="1.2.3", view=modal(section())))
    assert unknown == "invalid_trigger_id"


def test_a_trigger_dies_young() -> None:
    timing = replace(QUICK, trigger=timedelta(0))
    with SlackSandbox.start(app=Manifest(), timing=timing) as slack, connected(slack) as wire:
        ticket = trigger(slack, wire)
        late = refused(lambda: client_of(slack).views_open(trigger_id=ticket, view=modal(section())))
        assert late == "expired_trigger_id"


def test_a_bad_view_does_not_use_the_trigger_up(slack: SlackSandbox, client: WebClient, wire: Wire) -> None:
    ticket = trigger(slack, wire)
    assert refused(lambda: client.views_open(trigger_id=ticket, view=home())) == "invalid_arguments"
    assert client.views_open(trigger_id=ticket, view=modal(section()))["ok"]


def test_a_modal_is_updated_unless_it_changed_meanwhile(
    slack: SlackSandbox, client: WebClient, wire: Wire
) -> None:
    view = opened(slack, wire)
    client.views_update(view_id=view.id, hash=view.hash, view=modal(section("new")))
    shown = slack.view("ana")
    assert shown
    assert shown.blocks[0]["text"]["text"] == "new"
    stale = refused(
        lambda: client.views_update(view_id=view.id, hash=view.hash, view=modal(section("newer")))
    )
    assert stale == "hash_conflict"


def test_a_modal_is_found_by_its_external_id(slack: SlackSandbox, client: WebClient, wire: Wire) -> None:
    opened(slack, wire, external_id="deploy-1")
    assert client.views_update(external_id="deploy-1", view=modal(section("new")))["ok"]
    assert refused(lambda: client.views_update(view_id="V0", view=modal(section()))) == "not_found"


def test_modals_lie_at_most_three_deep(slack: SlackSandbox, client: WebClient, wire: Wire) -> None:
    first = opened(slack, wire)
    for title in ("Two", "Three"):
        client.views_push(trigger_id=trigger(slack, wire), view=modal(section(), title=plain(title)))
    top = slack.view("ana")
    assert top
    assert (top.content["title"]["text"], top.root_id) == ("Three", first.id)
    ticket = trigger(slack, wire)
    assert (
        refused(lambda: client.views_push(trigger_id=ticket, view=modal(section()))) == "push_limit_reached"
    )
    slack.close_view("ana")
    below = slack.view("ana")
    assert below
    assert below.content["title"]["text"] == "Two"


def test_pushing_needs_something_to_lie_on(slack: SlackSandbox, client: WebClient, wire: Wire) -> None:
    ticket = trigger(slack, wire)
    assert refused(lambda: client.views_push(trigger_id=ticket, view=modal(section()))) == "not_found"


def test_a_home_tab_is_published_unless_it_changed_meanwhile(slack: SlackSandbox, client: WebClient) -> None:
    first = client.views_publish(user_id=ANA, view=home(section("one")))["view"]
    client.views_publish(user_id=ANA, hash=first["hash"], view=home(section("two")))
    stale = refused(
        lambda: client.views_publish(user_id=ANA, hash=first["hash"], view=home(section("three")))
    )
    assert stale == "hash_conflict"
    blocks = slack.home("ana")
    assert blocks
    assert blocks[0]["text"]["text"] == "two"
    assert refused(lambda: client.views_publish(user_id="U0NOBODY", view=home())) == "user_not_found"


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


def test_closing_is_told_only_on_request(slack: SlackSandbox, wire: Wire) -> None:
    opened(slack, wire)
    slack.close_view("ana")
    opened(slack, wire, notify_on_close=True, callback_id="told")
    payload, _ = heard(wire, lambda: slack.close_view("ana"))
    assert (payload["type"], payload["view"]["callback_id"], payload["is_cleared"]) == (
        "view_closed",
        "told",
        False,
    )
    with pytest.raises(LookupError, match="no modal open"):
        slack.close_view("ana")


def test_a_button_in_a_modal_and_one_in_the_home_tab(
    slack: SlackSandbox, client: WebClient, wire: Wire
) -> None:
    view = opened(slack, wire, actions(button("more")))
    payload, _ = heard(wire, lambda: slack.click_view("ana", "more"))
    assert payload["container"] == {"type": "view", "view_id": view.id}
    client.views_push(trigger_id=payload["trigger_id"], view=modal(section()))
    client.views_publish(user_id=ANA, view=home(actions(button("next", value="2"))))
    payload, _ = heard(wire, lambda: slack.click_home("ana", "next"))
    assert payload["view"]["type"] == "home"
    assert payload["actions"][0]["value"] == "2"
