"""views.*: modals, Home tabs, and the short life of a trigger."""

from dataclasses import replace
from datetime import timedelta

import pytest
from slack_sdk import WebClient

from sandbox.slack import Manifest, SlackSandbox
from tests.sandbox.cards import actions, button, home, modal, plain, section
from tests.sandbox.client import client_of, refused
from tests.sandbox.conftest import QUICK
from tests.sandbox.steps import opened, trigger
from tests.sandbox.wire import Wire, connected, heard

ANA = "U0ANA00001"


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
