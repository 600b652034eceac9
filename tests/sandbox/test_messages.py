"""chat.* and conversations.*: what is said, changed, read back and refused."""

from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack import SEED, SlackSandbox
from tests.sandbox.cards import actions, button, section
from tests.sandbox.client import client_of, refused

APPROVAL = "C0APPROVAL"
QUEUED = {"event_type": "deploy_queued", "event_payload": {"sha": "abc"}}


def test_a_message_is_kept_as_it_was_sent(slack: SlackSandbox, client: WebClient) -> None:
    sent = client.chat_postMessage(channel="#deploys", text="a < b &amp; <@U0ANA00001>", blocks=[section()])
    message = slack.messages("#deploys")[0]
    assert (message.ts, message.text) == (sent["ts"], "a < b &amp; <@U0ANA00001>")
    assert message.user == "U0AIRLOCK1"


def test_slack_fills_in_the_ids_that_the_app_left_out(slack: SlackSandbox, client: WebClient) -> None:
    nameless = {"type": "button", "text": {"type": "plain_text", "text": "Yes"}}
    client.chat_postMessage(channel="#deploys", text="x", blocks=[actions(nameless)])
    blocks = slack.messages("#deploys")[0].blocks or []
    assert blocks[0]["block_id"]
    assert blocks[0]["elements"][0]["action_id"]


def test_every_ts_is_new_and_later(slack: SlackSandbox, client: WebClient) -> None:
    for _ in range(5):
        client.chat_postMessage(channel="#deploys", text="x")
    stamps = [message.ts for message in slack.messages("#deploys")]
    assert stamps == sorted(set(stamps))


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "#nowhere", "text": "x"}, "channel_not_found"),
        ({"channel": "#general", "text": "x"}, "not_in_channel"),
        ({"channel": "#deploys", "text": ""}, "no_text"),
        ({"channel": "#deploys", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "#deploys", "text": "x", "blocks": [{"type": "sectoin"}]}, "invalid_blocks"),
        ({"channel": "#deploys", "text": "x", "attachments": [{"text": "y"}] * 101}, "too_many_attachments"),
        ({"channel": "#deploys", "text": "x", "metadata": {"event_type": "e"}}, "invalid_metadata_format"),
        ({"channel": "#deploys", "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
    ],
)
def test_a_message_that_slack_refuses(client: WebClient, arguments: dict[str, Any], error: str) -> None:
    assert refused(lambda: client.api_call("chat.postMessage", json=arguments)) == error


def test_an_archived_channel_takes_no_message(slack: SlackSandbox, client: WebClient) -> None:
    slack.put_channel(replace(SEED.channels[2], is_archived=True))
    assert refused(lambda: client.chat_postMessage(channel="#deploys", text="x")) == "is_archived"


def test_an_update_keeps_what_it_does_not_mention(slack: SlackSandbox, client: WebClient) -> None:
    ts = client.chat_postMessage(channel=APPROVAL, text="old", blocks=[section()], metadata=QUEUED)["ts"]
    client.chat_update(channel=APPROVAL, ts=ts, text="new")
    message = slack.messages("#deploy-approval")[0]
    assert (message.text, message.metadata) == ("new", QUEUED)
    assert message.blocks
    assert message.edited


def test_an_update_wants_a_channel_id(client: WebClient) -> None:
    ts = client.chat_postMessage(channel=APPROVAL, text="x")["ts"]
    assert (
        refused(lambda: client.chat_update(channel="#deploy-approval", ts=ts, text="y"))
        == "channel_not_found"
    )


def test_what_is_not_there_cannot_be_changed(client: WebClient) -> None:
    assert (
        refused(lambda: client.chat_update(channel=APPROVAL, ts="1.000001", text="y")) == "message_not_found"
    )
    assert refused(lambda: client.chat_delete(channel=APPROVAL, ts="1.000001")) == "message_not_found"


def test_what_others_said_cannot_be_changed(slack: SlackSandbox, client: WebClient) -> None:
    ts = slack.post("ana", "#deploy-approval", "mine").ts
    assert refused(lambda: client.chat_update(channel=APPROVAL, ts=ts, text="y")) == "cant_update_message"
    assert refused(lambda: client.chat_delete(channel=APPROVAL, ts=ts)) == "cant_delete_message"


def test_an_update_to_nothing_is_refused(client: WebClient) -> None:
    ts = client.chat_postMessage(channel=APPROVAL, text="x")["ts"]
    assert refused(lambda: client.api_call("chat.update", json={"channel": APPROVAL, "ts": ts})) == "no_text"


def test_a_deleted_message_is_gone(slack: SlackSandbox, client: WebClient) -> None:
    ts = client.chat_postMessage(channel=APPROVAL, text="x")["ts"]
    client.chat_delete(channel=APPROVAL, ts=ts)
    assert slack.messages("#deploy-approval") == []


def test_a_deleted_message_leaves_its_thread(slack: SlackSandbox, client: WebClient) -> None:
    ts = client.chat_postMessage(channel=APPROVAL, text="x")["ts"]
    client.chat_postMessage(channel=APPROVAL, text="reply", thread_ts=ts)
    client.chat_delete(channel=APPROVAL, ts=ts)
    assert slack.messages("#deploy-approval") == []
    drawn = slack.state("ana")["channels"][0]["messages"][0]
    assert (drawn["deleted"], drawn["replies"][0]["text"]) == (True, "reply")
    assert refused(lambda: client.chat_update(channel=APPROVAL, ts=ts, text="y")) == "message_not_found"


def test_an_ephemeral_message_is_for_one_person_and_in_no_history(
    slack: SlackSandbox, client: WebClient
) -> None:
    client.chat_postEphemeral(channel=APPROVAL, user="U0BO000001", text="psst")
    assert [message.text for message in slack.ephemerals("bo")] == ["psst"]
    assert slack.ephemerals("ana") == slack.messages("#deploy-approval") == []
    assert client.conversations_history(channel=APPROVAL)["messages"] == []


def test_an_ephemeral_message_needs_a_member(client: WebClient) -> None:
    error = refused(lambda: client.chat_postEphemeral(channel=APPROVAL, user="U0IVY00001", text="psst"))
    assert error == "user_not_in_channel"


def test_a_direct_message_opens_a_conversation(slack: SlackSandbox, client: WebClient) -> None:
    sent = client.chat_postMessage(channel="U0BO000001", text="hello")
    assert client.conversations_open(users="U0BO000001")["channel"]["id"] == sent["channel"]
    assert [message.text for message in slack.messages(sent["channel"])] == ["hello"]


def test_a_permalink_leads_to_the_page(slack: SlackSandbox, client: WebClient) -> None:
    ts = client.chat_postMessage(channel=APPROVAL, text="x")["ts"]
    link = client.chat_getPermalink(channel=APPROVAL, message_ts=ts)["permalink"]
    assert link == f"{slack.page_url}archives/{APPROVAL}/p{ts.replace('.', '')}"


def test_metadata_with_a_dot_in_its_type_vanishes_silently(slack: SlackSandbox, client: WebClient) -> None:
    dotted = {"event_type": "deploy.queued", "event_payload": {}}
    client.chat_postMessage(channel=APPROVAL, text="x", metadata=dotted)
    assert slack.messages("#deploy-approval")[0].metadata is None


def test_another_app_posts_in_its_own_name(slack: SlackSandbox, client: WebClient) -> None:
    ci = client_of(slack, slack.token_of("A0CI000001"))
    ci.chat_postMessage(channel="#deploys", text="built")
    assert slack.messages("#deploys")[0].app_id == "A0CI000001"
    with pytest.raises(SlackApiError, match="missing_scope"):
        ci.users_list()
    ts = slack.messages("#deploys")[0].ts
    assert refused(lambda: client.chat_update(channel="C0DEPLOYS1", ts=ts, text="y")) == "cant_update_message"


def test_a_button_is_a_thing_to_click_on(slack: SlackSandbox, client: WebClient) -> None:
    ts = client.chat_postMessage(channel=APPROVAL, text="x", blocks=[actions(button("yes"))])["ts"]
    with pytest.raises(LookupError, match="nothing called 'no'"):
        slack.click("ana", ts, "no")
