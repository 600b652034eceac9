"""What failed while Slack, GitHub or the CI was away is tried again soon after one got an answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from app.adapters import keys
from app.adapters.recall import AT_ONCE, CI, GITHUB, PROBE, SLACK, RedisRecall, asked
from app.domain.deploy import Deploy, Key, Request, queued
from app.domain.effect import Effect
from app.domain.errors import Transient
from sandbox.ci.fault import Kind
from tests.stories.still import Still
from tests.unit.example import RULES, SHA
from workers import clock, promote
from workers.turn import attempt

NOW = datetime(2025, 11, 22, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=PROBE)


def deploy(number: int) -> Deploy:
    made = queued(Request(Key("harbour/shop", "production", SHA, str(number))), NOW)
    return replace(made, rules=RULES)


WAITING = [deploy(number) for number in range(AT_ONCE + 5)]
ONE, OTHER, *_ = sorted(each.id for each in WAITING)


@pytest.fixture
def recall(redis: Redis) -> RedisRecall:
    recall = RedisRecall(redis)
    for each in WAITING:
        recall.missed(each, Effect.PROMOTE, NOW)
    return recall


def test_one_at_a_time_looks_whether_they_are_back(recall: RedisRecall, redis: Redis) -> None:
    assert recall.called(NOW) == []
    assert recall.called(LATER) == [(ONE, Effect.PROMOTE)]
    assert recall.called(LATER) == []
    redis.delete(keys.probing(CI))
    assert recall.called(LATER) == [(OTHER, Effect.PROMOTE)]


def test_one_answer_calls_all_the_others_by_and_by(recall: RedisRecall) -> None:
    recall.answered(WAITING[0], Effect.FOLLOW)
    assert [len(recall.called(LATER)) for _ in range(3)] == [AT_ONCE, 5, 0]


def test_who_fails_while_others_are_answered_fails_by_itself(recall: RedisRecall) -> None:
    recall.answered(WAITING[0], Effect.PROMOTE)
    recall.called(NOW)
    recall.called(NOW)
    recall.missed(deploy(99), Effect.PROMOTE, NOW)
    assert recall.called(LATER) == []


@pytest.mark.parametrize("effect", [Effect.REVIEW, Effect.SHOW_CHECK, Effect.ANNOUNCE])
def test_one_that_answers_says_nothing_of_another(recall: RedisRecall, effect: Effect) -> None:
    recall.answered(WAITING[0], effect)
    assert recall.called(NOW) == []


def test_who_is_asked_for_what() -> None:
    told = {effect: asked(WAITING[0], effect) for effect in Effect}
    assert {effect for effect in told if told[effect] is None} == {Effect.REFRESH_CARD, Effect.SHOW_OVERRIDE}
    assert {effect for effect in told if told[effect] == CI} == {Effect.PROMOTE, Effect.FOLLOW}
    assert told[Effect.REVIEW] == told[Effect.EXPLAIN] == GITHUB
    assert told[Effect.POST_CARD] == told[Effect.ANNOUNCE] == SLACK


def test_who_waits_behind_one_that_got_no_answer_says_of_nobody_that_they_are_back(still: Still) -> None:
    first, second = (still.approved(sha) for sha in (still.sample.routine.sha, still.sample.wording.sha))
    still.ci.fail_next(Kind.DROP_BEFORE)
    for each in (first, second):
        promote.run(each.id, Effect.PROMOTE)
    assert still.redis.zrange(keys.away(CI), 0, -1) == [f"{first.id} promote".encode()]
    assert not still.redis.exists(keys.answered(CI))


def test_who_has_nothing_to_do_any_more_is_called_no_more(still: Still) -> None:
    live = still.pending(still.sample.routine.sha)
    still.parts.recall.missed(live, Effect.ANNOUNCE, NOW)
    clock.tick(still.parts)
    assert not still.redis.exists(keys.away(SLACK))


def _fails(*_: object) -> None:
    raise Transient("Slack did not answer.")


def test_a_post_that_failed_outside_of_its_line_is_called(still: Still) -> None:
    deploy = still.pending(still.sample.routine.sha)
    attempt(deploy.id, Effect.POST_CARD, _fails)
    assert still.redis.zrange(keys.away(SLACK), 0, -1) == [f"{deploy.id} post_card".encode()]
