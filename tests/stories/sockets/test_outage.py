"""Slack goes away in all manners: the bot notices, asks for another socket, and does not hammer."""

import logging
from collections.abc import Callable
from threading import Event, Lock

import pytest

from handlers.link import Pace
from handlers.socket import Handler
from sandbox.slack import SlackSandbox
from tests.eventually import eventually
from tests.stories.sockets.app import GO, Noting, card, listening, opened

PROMPT = Pace(quiet=0.5, answer=0.2, first=0.01, away=0.02, storm=0.02)


class Rests:
    """Notes the pauses between tries, and makes none. After so many it waits to be let on."""

    def __init__(self, most: int) -> None:
        self.asked: list[float] = []
        self.is_over = Event()
        self._most, self._lock = most, Lock()

    def __call__(self, ending: Event, seconds: float) -> None:
        with self._lock:
            self.asked.append(seconds)
        if len(self.asked) >= self._most:
            self.is_over.set()
            ending.wait()


def resting(slack: SlackSandbox, most: int, *, refused: bool = False) -> Rests:
    """Let a bot try until it has paused so often; return its pauses, in seconds."""
    rests = Rests(most)
    bot = Noting(slack, Pace(rest=rests))
    if refused:
        slack.away(refused=True)
    bot.handler.connect()
    eventually(rests.is_over.is_set)
    bot.handler.close()
    return rests


def test_a_line_that_fell_silent_is_given_up_and_another_opened(slack: SlackSandbox) -> None:
    ts = card(slack)
    with listening(slack, PROMPT):
        slack.break_sockets("silent")
        eventually(lambda: slack.connections)
        assert slack.click("bo", ts, GO).acked


def test_a_quiet_line_that_answers_pings_is_kept(slack: SlackSandbox) -> None:
    with listening(slack, Pace(quiet=0.5)) as bot:
        eventually(lambda: slack.pings >= 2)
        assert bot.handler.is_connected
    eventually(lambda: slack.socket_history == ["open", "goodbye"])


def test_sockets_that_are_dropped_at_once_are_asked_for_ever_more_slowly(slack: SlackSandbox) -> None:
    slack.greet("dropping")
    pauses = resting(slack, 8).asked
    assert opened(slack) == len(pauses) + 1  # the first drop alone is followed by another try at once
    assert all(pause <= 10 for pause in pauses)
    assert pauses[-1] >= 5


def test_an_unreachable_slack_is_tried_at_least_every_six_seconds(slack: SlackSandbox) -> None:
    pauses = resting(slack, 8, refused=True).asked
    assert all(pause <= 6 for pause in pauses)
    assert pauses[-1] >= 3
    slack.back()


@pytest.mark.parametrize(("status", "least"), [(429, 30), (500, 0)])
def test_slack_may_say_how_long_to_wait(slack: SlackSandbox, status: int, least: float) -> None:
    slack.fail_next("apps.connections.open", status=status, retry_after=30)
    [pause] = resting(slack, 1).asked
    assert least <= pause <= max(least, 6)


def test_no_pause_is_longer_than_a_minute(slack: SlackSandbox) -> None:
    slack.fail_next("apps.connections.open", status=429, retry_after=10**9)
    assert resting(slack, 1).asked == [60]


BREAK: dict[str, Callable[[SlackSandbox], None]] = {
    "handshake never answered": lambda slack: slack.greet("hanging"),
    "never greeted": lambda slack: slack.greet("mute"),
    "opening fails": lambda slack: slack.fail_next("apps.connections.open", status=500),
    "opening is never answered": lambda slack: slack.fail_next("apps.connections.open", drop="never"),
    "opening is refused": lambda slack: slack.fail_next("apps.connections.open", error="internal_error"),
}


@pytest.mark.parametrize("how", BREAK)
def test_it_comes_back_whatever_was_broken(slack: SlackSandbox, how: str) -> None:
    BREAK[how](slack)
    bot = Noting(slack, PROMPT)
    bot.handler.connect()
    eventually(lambda: opened(slack) or slack.socket_history)
    slack.greet("well")
    eventually(lambda: bot.handler.is_connected)
    assert slack.click("bo", card(slack), GO).acked
    bot.handler.close()


@pytest.mark.parametrize("address", ["http://no-such-host.invalid/api/", "{origin}/no/such/page/"])
def test_an_address_that_is_not_slack_is_tried_again_and_said_once(
    slack: SlackSandbox, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    rests = Rests(3)
    bot = Noting(slack, Pace(rest=rests))
    bot.app.client.base_url = address.format(origin=slack.page_url.rstrip("/"))
    bot.handler = Handler(bot.app, slack.app_token, 1, pace=Pace(rest=rests))
    with caplog.at_level(logging.WARNING):
        bot.handler.connect()
        eventually(rests.is_over.is_set)
    bot.handler.close()
    assert [record.message for record in caplog.records] == ["no socket to Slack"]
