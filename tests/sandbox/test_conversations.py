"""conversations.*: channels, and reading back what was said in them."""

from typing import Any

from slack_sdk import WebClient

from sandbox.slack import Channel, SlackSandbox
from tests.sandbox.client import client_of, refused

APPROVAL = "C0APPROVAL"
QUEUED = {"event_type": "deploy_queued", "event_payload": {"sha": "abc"}}


def test_a_thread_is_apart_from_the_channel_unless_broadcast(slack: SlackSandbox, client: WebClient) -> None:
    ts = client.chat_postMessage(channel=APPROVAL, text="card")["ts"]
    client.chat_postMessage(channel=APPROVAL, text="quiet", thread_ts=ts)
    client.chat_postMessage(channel=APPROVAL, text="loud", thread_ts=ts, reply_broadcast=True)
    assert [message.text for message in slack.messages("#deploy-approval")] == ["card", "loud"]
    assert [message.text for message in slack.thread("#deploy-approval", ts)] == ["quiet", "loud"]
    read = client.conversations_replies(channel=APPROVAL, ts=ts)["messages"]
    assert [message["text"] for message in read] == ["card", "quiet", "loud"]
    assert read[0]["reply_count"] == 2


def test_a_thread_that_is_not_there(client: WebClient) -> None:
    assert (
        refused(lambda: client.conversations_replies(channel=APPROVAL, ts="1.000001")) == "thread_not_found"
    )


def test_metadata_is_read_back_only_on_request(client: WebClient) -> None:
    client.chat_postMessage(channel=APPROVAL, text="x", metadata=QUEUED)
    without = client.conversations_history(channel=APPROVAL)["messages"][0]
    with_it = client.conversations_history(channel=APPROVAL, include_all_metadata=True)["messages"][0]
    assert without["metadata"]["event_payload"] == {}
    assert with_it["metadata"] == QUEUED


def test_history_comes_newest_first_in_pages(client: WebClient) -> None:
    for number in range(5):
        client.chat_postMessage(channel=APPROVAL, text=str(number))
    pages = client.conversations_history(channel=APPROVAL, limit=2)
    read = [([one["text"] for one in page["messages"]], page["has_more"]) for page in pages]
    assert read == [(["4", "3"], True), (["2", "1"], True), (["0"], False)]


def test_history_between_two_moments(client: WebClient) -> None:
    stamps = [client.chat_postMessage(channel=APPROVAL, text=str(number))["ts"] for number in range(4)]

    def read(**limits: Any) -> list[str]:
        return [one["text"] for one in client.conversations_history(channel=APPROVAL, **limits)["messages"]]

    assert read(oldest=stamps[1]) == ["3", "2"]
    assert read(latest=stamps[1]) == ["0"]
    assert read(oldest=stamps[1], latest=stamps[2], inclusive=True) == ["2", "1"]
    assert refused(lambda: read(oldest="yesterday")) == "invalid_ts_oldest"


def test_bad_limits_and_cursors_are_refused(client: WebClient) -> None:
    assert refused(lambda: client.conversations_history(channel=APPROVAL, limit=1001)) == "invalid_limit"
    assert refused(lambda: client.conversations_history(channel=APPROVAL, cursor="?")) == "invalid_cursor"


def test_history_is_for_members(client: WebClient) -> None:
    assert refused(lambda: client.conversations_history(channel="C0GENERAL1")) == "not_in_channel"
    client.conversations_join(channel="C0GENERAL1")
    assert client.conversations_history(channel="C0GENERAL1")["messages"] == []


def test_a_private_channel_is_unknown_to_those_outside(slack: SlackSandbox, client: WebClient) -> None:
    slack.put_channel(Channel("C0SECRET01", "secret", is_private=True))
    assert refused(lambda: client.conversations_info(channel="C0SECRET01")) == "channel_not_found"
    assert refused(lambda: client.chat_postMessage(channel="#secret", text="x")) == "channel_not_found"


def test_channels_are_listed_in_pages(client: WebClient) -> None:
    names = [one["name"] for page in client.conversations_list(limit=3) for one in page["channels"]]
    assert names == ["deploy-approval", "eng-leads", "deploys", "general"]
    assert client.conversations_info(channel="C0GENERAL1")["channel"]["is_member"] is False
    assert "U0ANA00001" in client.conversations_members(channel=APPROVAL)["members"]


def test_a_private_channel_is_listed_only_with_the_scope() -> None:
    with SlackSandbox.start(scopes=["channels:read"]) as slack:
        slack.put_channel(Channel("C0SECRET01", "secret", members=frozenset({"U0AIRLOCK1"}), is_private=True))
        listed = client_of(slack).conversations_list(types="public_channel,private_channel")["channels"]
        assert "secret" not in {channel["name"] for channel in listed}
