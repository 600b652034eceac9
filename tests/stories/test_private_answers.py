"""What is told to one person alone, while Slack does not listen well."""

import pytest
from slack_bolt import Respond

from handlers.answers import privately
from sandbox.slack import SlackSandbox
from tests.stories.world import BO

CHANNEL = "C0DEPLOYS1"


def respond(slack: SlackSandbox) -> Respond:
    """Return what a listener answers a click with."""
    return Respond(response_url=slack._on_loop(lambda: slack._hub.response_url(CHANNEL, BO, None)))


@pytest.mark.parametrize(("drop", "said"), [("before", 1), ("after", 2)])
def test_an_answer_that_was_lost_is_given_again(drop: str, said: int) -> None:
    with SlackSandbox.start() as slack:
        slack.fail_next("response_url", drop="after" if drop == "after" else "before")
        privately(respond(slack), "No.")
        assert [told.text for told in slack.ephemerals(BO)] == ["No."] * said


def test_who_cannot_be_answered_meets_no_fault_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    with SlackSandbox.start() as slack:
        slack.fail_next("response_url", drop="before", times=2)
        privately(respond(slack), "No.")
        assert slack.ephemerals(BO) == []
    ours = [one.message for one in caplog.records if one.name == "handlers.answers"]
    assert ours == ["private answer not taken"]
