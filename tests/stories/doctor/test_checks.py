"""Every check of `airlock doctor` fails somewhere and says what to do, and none where all is well."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app import wiring
from app.commands.doctor import (
    clock,
    github,
    lines,
    machine,
    operator,
    processes,
    redis,
    rules,
    settings,
    slack,
)
from app.commands.doctor.line import Check, Mark
from sandbox.slack import manifest
from sandbox.slack.people import Channel
from tests.stories.doctor.conftest import Clinic
from tests.stories.doctor.inside import INSIDE
from tests.stories.doctor.outside import OUTSIDE
from tests.stories.world import free_port

FAILS = {**INSIDE, **OUTSIDE}


@pytest.mark.parametrize("check", Check)
def test_each_check_fails_where_it_should_and_says_what_to_do(clinic: Clinic, check: Check) -> None:
    clinic.parts.redis.config_set("appendfsync", "always")
    look, words = FAILS[check]
    found = [line for line in look(clinic) if line.check is check and line.mark is not Mark.OK]
    assert any(words in str(line) for line in found), list(map(str, found))


def test_when_all_is_well_nothing_is_to_be_mended(clinic: Clinic) -> None:
    clinic.parts.redis.config_set("appendfsync", "always")
    found = (settings.lines(), redis.lines(clinic.parts), processes.lines(clinic.parts))
    more = (operator.lines(clinic.parts), machine.lines(clinic.parts, least=0), slack.lines(clinic.parts))
    last = (
        clock.lines(clinic.parts),
        github.lines(clinic.parts, has_redis=False),
        rules.lines(clinic.ruled()),
    )
    said = [line for each in (*found, *more, *last) for line in each]
    assert [str(line) for line in said if line.mark is Mark.MEND] == []
    assert {Check.SCOPES, Check.CLOCK, Check.DATA, Check.CHANNEL, Check.PEOPLE} <= {
        line.check for line in said
    }


@pytest.mark.parametrize(("seconds", "words"), [(3, None), (-3, None), (8, "8 s ahead"), (-8, "8 s behind")])
def test_two_machines_must_agree_to_the_seconds_that_leases_leave(
    clinic: Clinic, seconds: int, words: str | None
) -> None:
    *_, line = clock.lines(clinic.parts, lambda: wiring.now() + timedelta(seconds=seconds))
    assert line.name == "clock against Redis's"
    assert (line.mark is Mark.MEND) is (words is not None)
    assert words is None or f"{words}: let it keep time by NTP, for from 5 s on two machines" in line.words


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"is_archived": True}, "The channel is archived: name another in the policy, or restore it."),
        ({"is_ext_shared": True}, "The channel is shared with another workspace; name one that is not."),
        ({"members": frozenset()}, "The app is not in the channel: type `/invite @Airlock` there."),
    ],
)
def test_a_channel_that_will_not_do_is_told_why(clinic: Clinic, changed: dict[str, Any], words: str) -> None:
    me = frozenset({str(clinic.parts.client.auth_test()["user_id"])})
    clinic.slack.put_channel(replace(Channel("C0OTHER001", "other", members=me), **changed))
    found = rules.lines(clinic.ruled(channel="C0OTHER001"))
    assert [line.words for line in found if line.check is Check.CHANNEL and line.mark is Mark.MEND] == [words]


def test_the_scopes_are_those_of_the_manifest() -> None:
    assert set(slack.SCOPES) == manifest.read().scopes


def test_without_redis_the_doctor_goes_on_with_all_the_rest(clinic: Clinic) -> None:
    parts = clinic.ruled(redis_url=None)
    found = list(lines(parts))
    checks = {line.check for line in found}
    assert {Check.SCOPES, Check.CHANNEL, Check.PEOPLE, Check.GITHUB, Check.PROMOTION, Check.CLOCK} <= checks
    assert [str(line) for line in found if line.mark is Mark.MEND and line.check is not Check.REDIS] == []
    assert any("were not looked at: they need Redis" in line.words for line in found)


def test_without_github_the_doctor_says_where_to_look(clinic: Clinic) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    line = next(github.lines(clinic.under(github_api_url=nowhere), has_redis=False))
    assert line.mark is Mark.MEND
    assert line.words.endswith(f"See whether this machine reaches {nowhere}, and githubstatus.com.")


def test_without_slack_the_doctor_goes_on_with_all_the_rest(clinic: Clinic) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/api/"
    found = list(lines(clinic.ruled(slack_api_url=nowhere)))
    wrong = {line.check: line.words for line in found if line.mark is Mark.MEND and "Slack" in line.words}
    assert wrong.keys() == {Check.BOT_TOKEN, Check.APP_TOKEN, Check.CHANNEL}
    assert all(nowhere in wrong[check] for check in (Check.BOT_TOKEN, Check.APP_TOKEN))
    assert [line.check for line in found].count(Check.CHANNEL) == 1, "each would wait for its own time-out"
    assert wrong[Check.CHANNEL].endswith("try again once Slack answers.")
    clocks = {line.name: line.mark for line in found if line.check is Check.CLOCK}
    assert clocks["clock against Slack's"] is Mark.NOTE
    assert {Check.GITHUB, Check.PROMOTION} <= {line.check for line in found}
