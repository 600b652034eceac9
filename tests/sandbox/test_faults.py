"""Every way in which the local Slack can be told to fail."""

import http.client
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.webhook import WebhookClient

from sandbox.slack import NeverHappened, SlackSandbox
from tests.sandbox.client import refused
from tests.sandbox.wire import connected, heard

LOST = (http.client.RemoteDisconnected, ConnectionResetError, URLError)


def texts(slack: SlackSandbox) -> list[str]:
    return [message.text for message in slack.messages("#deploys")]


def test_a_rate_limit_says_when_to_come_again(slack: SlackSandbox, client: WebClient) -> None:
    slack.fail_next("chat.postMessage", status=429, retry_after=2)
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="#deploys", text="x")
    answer = caught.value.response
    assert (answer.status_code, answer["error"], answer.headers["Retry-After"]) == (429, "ratelimited", "2")
    assert texts(slack) == []


def test_the_sdk_gets_through_a_rate_limit(slack: SlackSandbox) -> None:
    retry = RateLimitErrorRetryHandler(max_retry_count=2)
    client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[retry])
    slack.fail_next("chat.postMessage", status=429, retry_after=0)
    client.chat_postMessage(channel="#deploys", text="x")
    assert texts(slack) == ["x"]


def test_only_the_named_method_fails_and_only_so_often(slack: SlackSandbox, client: WebClient) -> None:
    slack.fail_next("users.list", error="internal_error", times=2)
    assert client.auth_test()["ok"]
    assert refused(client.users_list) == refused(client.users_list) == "internal_error"
    assert client.users_list()["ok"]


def test_a_server_error_is_no_json_of_success(slack: SlackSandbox, client: WebClient) -> None:
    slack.fail_next("auth.test", status=500)
    with pytest.raises(SlackApiError) as caught:
        client.auth_test()
    assert caught.value.response.status_code == 500


@pytest.mark.parametrize(("drop", "kept"), [("before", []), ("after", ["x"])])
def test_a_connection_cut_before_or_after_the_call_took_effect(
    slack: SlackSandbox, client: WebClient, drop: str, kept: list[str]
) -> None:
    slack.fail_next("chat.postMessage", drop="after" if drop == "after" else "before")
    with pytest.raises(LOST):
        client.chat_postMessage(channel="#deploys", text="x")
    assert texts(slack) == kept


def test_a_client_that_repeats_by_itself_posts_twice(slack: SlackSandbox) -> None:
    slack.fail_next("chat.postMessage", drop="after")
    WebClient(slack.bot_token, base_url=slack.api_url).chat_postMessage(channel="#deploys", text="x")
    assert texts(slack) == ["x", "x"]


def test_a_response_url_fails_too(slack: SlackSandbox) -> None:
    with connected(slack) as wire:
        payload, _ = heard(wire, lambda: slack.command("ana", "/deploy"))
    hook = WebhookClient(payload["response_url"], retry_handlers=[])
    slack.fail_next("response_url", status=500)
    assert hook.send(text="x").status_code == 500
    slack.fail_next("response_url", drop="after")
    with pytest.raises(LOST):
        hook.send(text="y")
    assert [message.text for message in slack.ephemerals("ana")] == ["y"]


@pytest.mark.parametrize("refused", [False, True])
def test_while_slack_is_away_nothing_gets_through(
    slack: SlackSandbox, client: WebClient, *, refused: bool
) -> None:
    with connected(slack):
        slack.away(refused=refused)
        assert slack.connections == 0
        with pytest.raises(LOST):
            client.auth_test()
        slack.back()
        assert client.auth_test()["ok"]


def test_a_fault_says_exactly_one_thing(slack: SlackSandbox) -> None:
    with pytest.raises(ValueError, match="one of status, error and drop"):
        slack.fail_next("auth.test")
    with pytest.raises(ValueError, match="one of status, error and drop"):
        slack.fail_next("auth.test", status=500, error="internal_error")


def test_what_is_still_to_come_is_shown(slack: SlackSandbox) -> None:
    slack.fail_next("chat.update", status=500, times=2)
    slack.fail_next("auth.test", drop="after")
    slack.deliver_twice()
    slack.deliver_late(timedelta(seconds=2))
    assert slack.state("ana")["faults"] == [
        "chat.update: 500, 2 more",
        "auth.test: connection cut after it took effect, 1 more",
        "deliveries twice: 1",
        "a delivery late by 2 s",
    ]


def test_waiting_in_vain_shows_the_workspace(slack: SlackSandbox) -> None:
    slack.post("ana", "#deploys", "is anybody there")
    with pytest.raises(NeverHappened, match=r"not within 0 s(.|\n)*#deploys(.|\n)*is anybody there"):
        slack.wait_for(lambda: False, timeout=0)


def test_waiting_ends_with_the_change(slack: SlackSandbox) -> None:
    with ThreadPoolExecutor(1) as pool:
        seen = pool.submit(lambda: slack.wait_for(lambda: slack.messages("#deploys")))
        slack.post("ana", "#deploys", "hello")
        assert [message.text for message in seen.result()] == ["hello"]


def test_many_threads_at_once(slack: SlackSandbox) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: slack.post("ana", "#deploys", str(number)), range(200)))
    assert sorted(map(int, texts(slack))) == list(range(200))


def test_stopping_twice_is_harmless(slack: SlackSandbox) -> None:
    slack.stop()
    slack.stop()


def test_a_port_that_is_taken_is_an_error(slack: SlackSandbox) -> None:
    port = int(slack.page_url.split(":")[2].strip("/"))
    with pytest.raises(OSError, match="in use"):
        SlackSandbox.start(port=port)


def test_a_call_that_takes_effect_and_is_never_answered(slack: SlackSandbox) -> None:
    client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[], timeout=1)
    slack.fail_next("chat.postMessage", drop="never")
    with pytest.raises(TimeoutError):
        client.chat_postMessage(channel="#deploys", text="x")
    assert texts(slack) == ["x"]
    client.chat_postMessage(channel="#deploys", text="y")
    assert texts(slack) == ["x", "y"]


def test_it_can_be_told_to_stop_failing(slack: SlackSandbox, client: WebClient) -> None:
    slack.fail_next("auth.test", status=500, times=9)
    slack.deliver_twice(9)
    slack.deliver_late(timedelta(hours=1), times=9)
    slack.away(refused=True)
    slack.stop_failing()
    before = slack.call_count
    assert client.auth_test()["ok"]
    assert slack.call_count == before + 1
    assert slack.state("ana")["faults"] == []
