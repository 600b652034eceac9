"""The durations of a policy that only hold together: reminders, ping, timeout, rungs, end, retention."""

from datetime import timedelta

import pytest

from tests.unit.test_policy_mistakes import refusal
from tests.unit.test_policyfile import SHORTEST, read


def test_a_shorter_timeout_takes_the_usual_reminders_along() -> None:
    rules = read(SHORTEST + "    timeout: 2h\n").environments["production"]
    assert rules.remind_after == (timedelta(hours=1),)


# What is written on lines 6 and 7, and which of them is answered how.
@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        (("ping_after: 3h", "timeout: 2h"), "line 6: production.ping_after: must come before"),
        (
            ("escalate: {then: [{after: 6h, channel: '#b'},", "  {after: 5h, channel: '#c'}]}"),
            "line 7: production.escalate.then.after: each rung must come later",
        ),
        (
            ("expire_after: 1d", "escalate: {then: [{after: 1d, channel: '#b'}]}"),
            "line 6: production.expire_after: must be longer than the last rung (1d), and is 1d",
        ),
        (
            ("retention: 40d", "expire_after: 40d"),
            "line 6: production.retention: must be longer than expire_after (40d), and is 40d",
        ),
        # What is not written is told on the line of its environment.
        (("timeout: 8d", ""), "line 2: production.expire_after: must be longer than the timeout (8d)"),
        (("expire_after: 730d", ""), "line 2: production.retention: must be longer than expire_after (730d)"),
    ],
)
def test_what_does_not_go_together_is_answered_where_it_is_written(
    lines: tuple[str, str], answer: str
) -> None:
    text = f"{SHORTEST}    {lines[0]}\n    {lines[1]}\n"
    assert refusal(text).startswith(f"airlock.yml: {answer}")


@pytest.mark.parametrize(
    "line",
    [
        "timeout: 1h",  # the usual ping comes later, and so not at all
        "timeout: 6d",
        "ping_after: 3h",
        "escalate: {then: [{after: 5h, channel: '#b'}, {after: 6d, channel: '#c'}]}",
        "expire_after: 5h",
        "retention: 30d",
    ],
)
def test_what_goes_together_is_a_policy(line: str) -> None:
    assert read(f"{SHORTEST}    {line}\n").environments
