"""Socket Mode as it goes over the wire: tickets, envelopes, acknowledgements, farewells."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
import websocket
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from sandbox.slack import Manifest, SlackSandbox
from sandbox.slack.manifest import Command
from tests.sandbox.bot import client_of
from tests.sandbox.cards import actions, button, plain
from tests.sandbox.conftest import QUICK
from tests.sandbox.wire import Wire, connected, heard, url_of

APPROVAL = "C0APPROVAL"
QUEUED = {"event_type": "deploy_queued", "event_payload": {"sha": "abc"}}


@pytest.fixture
def wire(slack: SlackSandbox) -> Iterator[Wire]:
    with connected(slack) as wire:
        yield wire


def card(slack: SlackSandbox, **more: Any) -> str:
    blocks = [actions(button("yes", value="d1"), button("no"))]
    return str(client_of(slack).chat_postMessage(channel=APPROVAL, text="card", blocks=blocks, **more)["ts"])


def test_a_ticket_opens_one_connection(slack: SlackSandbox) -> None:
    url = url_of(slack)
    first = Wire(url)
    assert first.read()["connection_info"] == {"app_id": "A0AIRLOCK1"}
    with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
        Wire(url)
    first.socket.close()
    slack.wait_for(lambda: slack.connections == 0)


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


def test_an_event_comes_again_until_acknowledged(slack: SlackSandbox, wire: Wire) -> None:
    slack.open_home("ana")
    first, second, third = wire.read(), wire.read(), wire.read()
    assert [one["retry_attempt"] for one in (first, second, third)] == [0, 1, 2]
    assert (first["retry_reason"], second["retry_reason"]) == ("", "timeout")
    assert len({one["envelope_id"] for one in (first, second, third)}) == 3
    assert len({one["payload"]["event_id"] for one in (first, second, third)}) == 1
    wire.ack(third)


def test_an_acknowledged_event_does_not_come_again(slack: SlackSandbox, wire: Wire) -> None:
    slack.open_home("ana")
    wire.ack(first := wire.read())
    slack.open_home("bo")
    second = wire.read()
    wire.ack(second)
    assert (first["payload"]["event"]["user"], second["payload"]["event"]["user"]) == (
        "U0ANA00001",
        "U0BO000001",
    )


def test_an_event_waits_for_the_app_to_come_back() -> None:
    slow = replace(QUICK, retries=(QUICK.ack,) * 20)
    with SlackSandbox.start(app=Manifest(), timing=slow) as slack:
        slack.open_home("ana")
        with connected(slack) as wire:
            wire.ack(envelope := wire.read())
            assert envelope["payload"]["event"]["type"] == "app_home_opened"


def test_metadata_is_told_with_its_poster(slack: SlackSandbox, wire: Wire) -> None:
    message = slack.post_as_app("A0CI000001", "#deploy-approval", "queued", metadata=QUEUED)
    wire.ack(envelope := wire.read())
    event = envelope["payload"]["event"]
    assert (event["type"], event["app_id"], event["user_id"]) == (
        "message_metadata_posted",
        "A0CI000001",
        "U0CIBOT001",
    )
    assert (event["metadata"], event["message_ts"], event["channel_id"]) == (QUEUED, message.ts, APPROVAL)


def test_metadata_of_others_and_of_other_types_is_not_told() -> None:
    app = Manifest(metadata=(("A0CI000001", "deploy_queued"),), events=frozenset({"message_metadata_posted"}))
    with SlackSandbox.start(app=app, timing=QUICK) as slack, connected(slack) as wire:
        other = {"event_type": "other", "event_payload": {}}
        slack.post_as_app("A0CI000001", "#deploy-approval", "x", metadata=other)
        slack.open_home("ana")  # not subscribed either
        slack.post_as_app("A0CI000001", "#deploy-approval", "x", metadata=QUEUED)
        wire.ack(envelope := wire.read())
        assert envelope["payload"]["event"]["metadata"] == QUEUED


def test_what_people_say_is_told_when_subscribed() -> None:
    app = Manifest(events=frozenset({"message.channels", "message.im", "app_mention"}))
    with SlackSandbox.start(app=app, timing=QUICK) as slack, connected(slack) as wire:
        slack.post("ana", "#general", "the bot is no member here")
        slack.post("ana", "#deploys", "hi <@U0AIRLOCK1>")
        told = [wire.read(), wire.read()]
        for envelope in told:
            wire.ack(envelope)
        kinds = {envelope["payload"]["event"]["type"]: envelope["payload"]["event"] for envelope in told}
        assert kinds["message"]["channel_type"] == "channel"
        assert kinds["app_mention"]["text"] == "hi <@U0AIRLOCK1>"


def test_payloads_go_round_the_connections(slack: SlackSandbox) -> None:
    with connected(slack) as one, connected(slack) as two:
        assert heard(one, lambda: slack.command("ana", "/deploy"))[1].acked
        assert heard(two, lambda: slack.command("ana", "/deploy"))[1].acked
        assert heard(one, lambda: slack.command("ana", "/deploy"))[1].acked


def test_an_acknowledgement_may_come_on_another_connection(slack: SlackSandbox) -> None:
    with connected(slack) as one, connected(slack) as two:
        slack.open_home("ana")
        two.ack(one.read())
        slack.open_home("bo")
        envelope = two.read()
        assert envelope["payload"]["event"]["user"] == "U0BO000001"
        two.ack(envelope)


def test_ten_connections_and_no_more(slack: SlackSandbox) -> None:
    with ExitStack() as stack:
        for _ in range(10):
            stack.enter_context(connected(slack))
        eleventh = Wire(url_of(slack))
        assert eleventh.read() == {"type": "disconnect", "reason": "too_many_websockets"}
        eleventh.socket.close()
        assert slack.connections == 10


def test_an_envelope_may_come_twice(slack: SlackSandbox, wire: Wire) -> None:
    slack.deliver_twice()
    slack.open_home("ana")
    first, second = wire.read(), wire.read()
    assert first["payload"] == second["payload"]
    assert first["envelope_id"] != second["envelope_id"]
    wire.ack(first)


def test_an_envelope_may_come_late(slack: SlackSandbox, wire: Wire) -> None:
    ts = card(slack)
    slack.deliver_late(0.35)
    assert not slack.click("bo", ts, "yes").acked
    assert wire.read()["payload"]["actions"][0]["action_id"] == "yes"


def test_a_warning_leaves_the_connection_in_use(slack: SlackSandbox, wire: Wire) -> None:
    slack.disconnect("warning")
    assert wire.read()["reason"] == "warning"
    assert heard(wire, lambda: slack.command("ana", "/deploy"))[1].acked


def test_a_refresh_takes_no_more_but_still_hears_answers(slack: SlackSandbox, wire: Wire) -> None:
    slack.open_home("ana")
    envelope = wire.read()
    slack.disconnect("refresh_requested")
    assert wire.read()["reason"] == "refresh_requested"
    assert slack.connections == 0
    wire.ack(envelope)
    with pytest.raises(websocket.WebSocketConnectionClosedException):
        wire.read()


def test_a_cut_comes_without_a_close_frame(slack: SlackSandbox, wire: Wire) -> None:
    slack.cut()
    with pytest.raises((websocket.WebSocketConnectionClosedException, ConnectionResetError)):
        wire.read()
    assert slack.connections == 0


def test_a_response_url_works_five_times(slack: SlackSandbox, wire: Wire) -> None:
    payload, _ = heard(wire, lambda: slack.command("ana", "/deploy"))
    hook = WebhookClient(payload["response_url"], retry_handlers=[])
    assert [hook.send(text=str(number)).status_code for number in range(5)] == [200] * 5
    assert (hook.send(text="6").status_code, hook.send(text="6").body) == (404, "used_url")
    assert len(slack.ephemerals("ana")) == 5


def test_a_response_url_replaces_and_deletes_the_original(slack: SlackSandbox, wire: Wire) -> None:
    ts = card(slack)
    payload, _ = heard(wire, lambda: slack.click("bo", ts, "yes"))
    hook = WebhookClient(payload["response_url"], retry_handlers=[])
    hook.send(text="replaced", blocks=[], replace_original=True)
    assert [message.text for message in slack.messages("#deploy-approval")] == ["replaced"]
    hook.send(text="beside", response_type="in_channel")
    assert hook.send(text="", blocks=[{"type": "?"}]).body == "invalid_blocks"
    hook.send(delete_original=True)
    assert [message.text for message in slack.messages("#deploy-approval")] == ["beside"]
