"""Clicks, choices and commands in the words of the payloads, and what people see when nobody answers."""

import pytest
from slack_sdk import WebClient

from sandbox.slack import Manifest, SlackSandbox
from sandbox.slack.manifest import Command
from tests.sandbox.cards import actions, button, modal, plain
from tests.sandbox.conftest import QUICK
from tests.sandbox.steps import card
from tests.sandbox.wire import Wire, connected, heard

APPROVAL = "C0APPROVAL"
QUEUED = {"event_type": "deploy_queued", "event_payload": {"sha": "abc"}}


def test_a_click_in_slacks_words(slack: SlackSandbox, wire: Wire) -> None:
    ts = card(slack)
    payload, outcome = heard(wire, lambda: slack.click("bo", ts, "yes"))
    action = payload["actions"][0]
    assert outcome.acked
    assert (payload["type"], payload["api_app_id"]) == ("block_actions", "A0AIRLOCK1")
    assert payload["user"] == {"id": "U0BO000001", "username": "bo", "name": "bo", "team_id": "T0HARBOUR1"}
    assert payload["team"] == {"id": "T0HARBOUR1", "domain": "harbour"}
    assert payload["channel"] == {"id": APPROVAL, "name": "deploy-approval"}
    assert payload["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": APPROVAL,
        "is_ephemeral": False,
    }
    assert (payload["message"]["ts"], payload["message"]["bot_id"]) == (ts, "B0AIRLOCK1")
    assert (action["type"], action["action_id"], action["value"]) == ("button", "yes", "d1")
    assert action["block_id"] == payload["message"]["blocks"][0]["block_id"]
    assert float(action["action_ts"]) > float(ts)
    assert payload["response_url"].startswith(slack.page_url)


def test_a_choice_in_slacks_words(slack: SlackSandbox, client: WebClient, wire: Wire) -> None:
    options = [{"text": plain("One"), "value": "1"}, {"text": plain("Two"), "value": "2"}]
    select = {"type": "static_select", "action_id": "which", "options": options}
    client.chat_postMessage(channel=APPROVAL, text="x", blocks=[actions(select)])
    message = slack.messages("#deploy-approval")[0]
    payload, _ = heard(wire, lambda: slack.click("bo", message, "which", value="2"))
    assert payload["actions"][0]["selected_option"] == options[1]
    with pytest.raises(LookupError, match="no option '3'"):
        slack.click("bo", message, "which", value="3")


def test_a_stranger_clicks_in_the_name_of_their_own_team(slack: SlackSandbox, wire: Wire) -> None:
    ts = card(slack)
    payload, _ = heard(wire, lambda: slack.click("ivy", ts, "yes"))
    assert payload["user"]["team_id"] == "T0OTHER001"
    assert payload["team"]["id"] == "T0HARBOUR1"


def test_an_old_picture_can_still_be_clicked(slack: SlackSandbox, client: WebClient, wire: Wire) -> None:
    ts = card(slack)
    seen = slack.message("#deploy-approval", ts)
    client.chat_update(channel=APPROVAL, ts=ts, text="decided", blocks=[])
    payload, outcome = heard(wire, lambda: slack.click("bo", seen, "yes"))
    assert outcome.acked
    assert payload["message"]["text"] == "decided"


def test_a_command_in_slacks_words() -> None:
    app = Manifest(commands=(Command("/deploy", should_escape=True),))
    with SlackSandbox.start(app=app, timing=QUICK) as slack, connected(slack) as wire:
        line = "show @bo @dba #deploys @nobody"
        payload, outcome = heard(wire, lambda: slack.command("ana", "/deploy", line))
        assert outcome.acked
        assert payload["command"] == "/deploy"
        escaped = "<@U0BO000001|bo> <!subteam^S0DBA00001|@dba> <#C0DEPLOYS1|deploys> @nobody"
        assert payload["text"] == f"show {escaped}"
        assert (payload["user_id"], payload["channel_name"]) == ("U0ANA00001", "deploys")


def test_a_command_is_answered_in_the_acknowledgement(slack: SlackSandbox, wire: Wire) -> None:
    heard(wire, lambda: slack.command("ana", "/deploy"), {"text": "for you"})
    heard(wire, lambda: slack.command("ana", "/deploy"), {"text": "for all", "response_type": "in_channel"})
    assert [message.text for message in slack.ephemerals("ana")] == ["for you"]
    assert [message.text for message in slack.messages("#deploys")] == ["for all"]


def test_an_answer_that_slack_refuses_is_shown_as_such(slack: SlackSandbox, wire: Wire) -> None:
    heard(wire, lambda: slack.command("ana", "/deploy"), {"text": "x", "blocks": [{"type": "?"}]})
    assert "invalid_blocks" in slack.ephemerals("ana")[0].text


def test_an_unknown_command_is_answered_by_slackbot(slack: SlackSandbox) -> None:
    assert not slack.command("ana", "/undo").acked
    answer = slack.ephemerals("ana")[0]
    assert (answer.user, answer.text) == ("USLACKBOT", "/undo is not a valid command.")


def test_without_an_acknowledgement_the_person_is_warned_once(slack: SlackSandbox, wire: Wire) -> None:
    ts = card(slack)
    assert not slack.click("bo", ts, "yes").acked
    assert slack.state("U0BO000001")["channels"][0]["messages"][0]["warning"] == "This app did not respond."
    assert slack.state("U0ANA00001")["channels"][0]["messages"][0]["warning"] is None
    wire.ack(wire.read())  # too late: it changes nothing
    assert heard(wire, lambda: slack.click("bo", ts, "yes"))[1].acked
    assert slack.message("#deploy-approval", ts).warnings == {}


def test_without_an_acknowledgement_a_command_fails_visibly(slack: SlackSandbox) -> None:
    assert not slack.command("ana", "/deploy").acked
    assert slack.ephemerals("ana")[0].text == "/deploy failed because the app did not respond."


def test_without_an_acknowledgement_a_modal_stays(slack: SlackSandbox, client: WebClient, wire: Wire) -> None:
    payload, _ = heard(wire, lambda: slack.command("ana", "/deploy"))
    client.views_open(
        trigger_id=payload["trigger_id"],
        view={"type": "modal", "title": plain("T"), "blocks": [{"type": "divider"}]},
    )
    assert slack.submit("ana") == {"": "We had some trouble connecting. Try again?"}
    view = slack.view("ana")
    assert view
    assert not view.busy


def test_buttons_of_one_action_are_told_apart_by_value(
    slack: SlackSandbox, client: WebClient, wire: Wire
) -> None:
    blocks = [actions(button("pick", value="1")), actions(button("pick", value="2"))]
    ts = client.chat_postMessage(channel=APPROVAL, text="x", blocks=blocks)["ts"]
    payload, _ = heard(wire, lambda: slack.click("bo", ts, "pick", value="2"))
    assert payload["actions"][0]["value"] == "2"


def test_an_overflow_menu_in_slacks_words(slack: SlackSandbox, client: WebClient, wire: Wire) -> None:
    option = {"text": plain("One"), "value": "1"}
    menu = {"type": "overflow", "action_id": "menu", "options": [option]}
    ts = client.chat_postMessage(channel=APPROVAL, text="x", blocks=[actions(menu)])["ts"]
    payload, _ = heard(wire, lambda: slack.click("bo", ts, "menu", value="1"))
    assert payload["actions"][0]["selected_option"] == option
    assert payload["state"]["values"] == {}


def test_what_is_not_open_cannot_be_used(slack: SlackSandbox) -> None:
    with pytest.raises(LookupError, match="no modal open"):
        slack.submit("ana")
    with pytest.raises(LookupError, match="no Home tab"):
        slack.click_home("ana", "next")


def test_a_click_in_a_modal_that_nobody_acknowledges(
    slack: SlackSandbox, client: WebClient, wire: Wire
) -> None:
    payload, _ = heard(wire, lambda: slack.command("ana", "/deploy"))
    client.views_open(trigger_id=payload["trigger_id"], view=modal(actions(button("more"))))
    assert not slack.click_view("ana", "more").acked
    view = slack.view("ana")
    assert view
    assert view.problem == "This app did not respond."
