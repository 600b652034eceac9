"""Response URLs: what an app may say after an interaction."""

from dataclasses import replace
from datetime import timedelta

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from sandbox.slack import Manifest, SlackSandbox
from tests.sandbox.cards import actions, button
from tests.sandbox.conftest import QUICK
from tests.sandbox.steps import card
from tests.sandbox.wire import Wire, connected, heard

APPROVAL = "C0APPROVAL"
QUEUED = {"event_type": "deploy_queued", "event_payload": {"sha": "abc"}}


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


def test_a_response_url_expires() -> None:
    timing = replace(QUICK, response_url=timedelta(0))
    with SlackSandbox.start(app=Manifest(), timing=timing) as slack, connected(slack) as wire:
        payload, _ = heard(wire, lambda: slack.command("ana", "/deploy"))
        hook = WebhookClient(payload["response_url"], retry_handlers=[])
        assert hook.send(text="x").body == "expired_url"
        again, _ = heard(wire, lambda: slack.command("ana", "/deploy"))
        assert again["response_url"] != payload["response_url"]


def test_an_ephemeral_message_is_clicked_and_replaced_by_its_reader(
    slack: SlackSandbox, client: WebClient, wire: Wire
) -> None:
    blocks = [actions(button("sure"))]
    client.chat_postEphemeral(channel=APPROVAL, user="U0BO000001", text="sure?", blocks=blocks)
    payload, _ = heard(wire, lambda: slack.click("bo", slack.ephemerals("bo")[0], "sure"))
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload
    hook = WebhookClient(payload["response_url"], retry_handlers=[])
    hook.send(text="done", blocks=[], replace_original=True)
    assert [message.text for message in slack.ephemerals("bo")] == ["done"]


def test_a_click_in_a_thread_names_the_thread(slack: SlackSandbox, wire: Wire) -> None:
    parent = slack.post("ana", "#deploy-approval", "parent")
    ts = card(slack, thread_ts=parent.ts)
    payload, _ = heard(wire, lambda: slack.click("bo", ts, "yes"))
    assert payload["container"]["thread_ts"] == parent.ts
    WebhookClient(payload["response_url"], retry_handlers=[]).send(text="here too")
    assert slack.ephemerals("bo")[0].thread_ts == parent.ts
