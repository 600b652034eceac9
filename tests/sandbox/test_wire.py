"""Socket Mode as it goes over the wire: tickets, envelopes, acknowledgements, farewells."""

from contextlib import ExitStack
from dataclasses import replace

import pytest
import websocket

from sandbox.slack import Manifest, SlackSandbox
from tests.sandbox.conftest import QUICK
from tests.sandbox.steps import card
from tests.sandbox.wire import Wire, connected, heard, url_of

APPROVAL = "C0APPROVAL"
QUEUED = {"event_type": "deploy_queued", "event_payload": {"sha": "abc"}}


def test_a_ticket_opens_one_connection(slack: SlackSandbox) -> None:
    url = url_of(slack)
    first = Wire(url)
    assert first.read()["connection_info"] == {"app_id": "A0AIRLOCK1"}
    with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
        Wire(url)
    first.socket.close()
    slack.wait_for(lambda: slack.connections == 0)


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
        slack.post_as_app("A0STRANGER", "#deploy-approval", "x", metadata=QUEUED)
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


def test_an_acknowledgement_counts_on_the_connection_of_its_envelope_alone(slack: SlackSandbox) -> None:
    with connected(slack) as one, connected(slack) as two:
        slack.open_home("ana")
        two.ack(first := one.read())
        again = two.read()
        assert again["payload"]["event_id"] == first["payload"]["event_id"]
        two.ack(again)


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
    slack.deliver_late(QUICK.ack * 1.1)
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


def test_a_frame_that_is_no_acknowledgement_is_ignored(slack: SlackSandbox, wire: Wire) -> None:
    wire.socket.send("not JSON")
    wire.socket.send('{"envelope_id": "unknown"}')
    assert heard(wire, lambda: slack.command("ana", "/deploy"))[1].acked


def test_a_line_that_falls_silent_stays_open_and_carries_nothing(slack: SlackSandbox, wire: Wire) -> None:
    slack.break_sockets("silent")
    wire.socket.settimeout(0.05)
    wire.socket.ping()
    with pytest.raises(websocket.WebSocketTimeoutException):
        wire.read()
    assert slack.connections == 0


def test_a_greeting_may_never_come(slack: SlackSandbox) -> None:
    slack.greet("mute")
    mute = Wire(url_of(slack))
    mute.socket.settimeout(0.05)
    with pytest.raises(websocket.WebSocketTimeoutException):
        mute.read()
    slack.greet("hanging")
    with pytest.raises(websocket.WebSocketTimeoutException):
        websocket.create_connection(url_of(slack), timeout=0.05)
    mute.socket.close()


def test_a_connection_may_be_dropped_after_its_greeting(slack: SlackSandbox) -> None:
    slack.greet("dropping")
    dropped = Wire(url_of(slack))
    assert dropped.read()["type"] == "hello"
    with pytest.raises((websocket.WebSocketConnectionClosedException, ConnectionResetError)):
        dropped.read()
    slack.wait_for(lambda: slack.socket_history == ["open", "lost"])
