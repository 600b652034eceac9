"""Who may call what, and in which forms."""

import json
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack import Manifest, SlackSandbox
from tests.sandbox.client import client_of, refused


def send(url: str, body: bytes, **headers: str) -> dict[str, Any]:
    request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310 - loopback
    with urllib.request.urlopen(request) as response:  # noqa: S310 - loopback
        answer: dict[str, Any] = json.loads(response.read())
    return answer


def test_the_bot_learns_who_it_is(client: WebClient) -> None:
    me = client.auth_test()
    assert (me["team"], me["user"], me["user_id"]) == ("Harbour", "airlock", "U0AIRLOCK1")
    assert "chat:write" in me.headers["x-oauth-scopes"]


def test_no_token_and_a_wrong_token_are_told_apart(slack: SlackSandbox) -> None:
    assert refused(client_of(slack, "xoxb-wrong").auth_test) == "invalid_auth"
    assert send(f"{slack.api_url}auth.test", b"") == {"ok": False, "error": "not_authed"}


def test_the_two_kinds_of_token_are_not_exchangeable(slack: SlackSandbox, client: WebClient) -> None:
    assert refused(client_of(slack, slack.app_token).auth_test) == "not_allowed_token_type"
    assert (
        refused(lambda: client.apps_connections_open(app_token=slack.bot_token)) == "not_allowed_token_type"
    )


def test_an_unknown_method_is_named(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        client.api_call("chat.shout")
    assert caught.value.response.data == {"ok": False, "error": "unknown_method", "req_method": "chat.shout"}


def test_a_missing_scope_is_named() -> None:
    with SlackSandbox.start(app=Manifest(), scopes=["users:read"]) as slack:
        with pytest.raises(SlackApiError) as caught:
            client_of(slack).chat_postMessage(channel="#deploys", text="hello")
        answer = caught.value.response
        assert (answer["error"], answer["needed"], answer["provided"]) == (
            "missing_scope",
            "chat:write",
            "users:read",
        )


def test_a_missing_argument_is_named(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        client.api_call("users.info")
    assert caught.value.response["error"] == "invalid_arguments"
    assert "missing required field: user" in caught.value.response["errors"]


@pytest.mark.parametrize(
    ("query", "body", "kind"),
    [
        ("", b'{"channel": "#deploys", "text": "a"}', "application/json"),
        ("", b"channel=%23deploys&text=a", "application/x-www-form-urlencoded"),
        ("?channel=%23deploys&text=a", b"", "application/json"),
        (
            "?channel=%23deploys",
            b"text=a&blocks=%5B%7B%22type%22%3A%22divider%22%7D%5D",
            "application/x-www-form-urlencoded",
        ),
    ],
    ids=["json", "form", "query string", "nested JSON in a form"],
)
def test_arguments_come_in_many_forms(slack: SlackSandbox, query: str, body: bytes, kind: str) -> None:
    headers = {"Content-Type": kind, "Authorization": f"Bearer {slack.bot_token}"}
    assert send(f"{slack.api_url}chat.postMessage{query}", body, **headers)["ok"]
    assert [message.text for message in slack.messages("#deploys")] == ["a"]


def test_a_token_may_come_in_the_body(slack: SlackSandbox) -> None:
    assert send(f"{slack.api_url}auth.test", f"token={slack.bot_token}".encode())["ok"]


def test_a_body_that_is_no_json_is_refused(slack: SlackSandbox) -> None:
    answer = send(f"{slack.api_url}auth.test", b"{", **{"Content-Type": "application/json"})
    assert answer == {"ok": False, "error": "invalid_json"}


def test_calls_are_remembered_in_order_without_tokens(slack: SlackSandbox, client: WebClient) -> None:
    client.chat_postMessage(channel="#deploys", text="one")
    refused(lambda: client.chat_postMessage(channel="#nowhere", text="two"))
    first, second = slack.calls
    assert (first.method, first.args["text"], first.result["ok"]) == ("chat.postMessage", "one", True)
    assert second.result["error"] == "channel_not_found"
    assert slack.bot_token not in str(slack.calls)


def test_the_rate_limit_answers_429_and_when_to_come_again(slack: SlackSandbox, client: WebClient) -> None:
    slack.limit_rates()
    for number in range(3):
        client.chat_postMessage(channel="#deploys", text=str(number))
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="#deploys", text="too much")
    answer = caught.value.response
    assert (answer.status_code, answer["error"], answer.headers["Retry-After"]) == (429, "ratelimited", "1")
    assert client.chat_postMessage(channel="#deploy-approval", text="elsewhere")["ok"]


def test_only_some_methods_can_be_limited(slack: SlackSandbox, client: WebClient) -> None:
    slack.limit_rates(only={"chat.postMessage"})
    for number in range(21):
        client.usergroups_list()
        if number < 3:
            client.chat_postMessage(channel="#deploys", text=str(number))
    assert refused(lambda: client.chat_postMessage(channel="#deploys", text="too much")) == "ratelimited"


def test_each_tier_has_its_own_limit(slack: SlackSandbox, client: WebClient) -> None:
    slack.limit_rates()
    for _ in range(20):
        client.usergroups_list()
    assert refused(client.usergroups_list) == "ratelimited"
    slack.limit_rates(on=False)
    assert client.usergroups_list()["ok"]
