"""What failed while GitHub or the CI was away is tried again soon after one got an answer."""

from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from app.adapters import keys
from app.adapters.recall import AT_ONCE, PROBE, RedisRecall
from app.domain.effect import Effect

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=PROBE)


@pytest.fixture
def recall(redis: Redis) -> RedisRecall:
    recall = RedisRecall(redis)
    for number in range(AT_ONCE + 5):
        recall.missed(f"deploy-{number:02}", Effect.PROMOTE, NOW)
    return recall


def test_one_at_a_time_looks_whether_they_are_back(recall: RedisRecall, redis: Redis) -> None:
    assert recall.called(NOW) == []
    assert recall.called(LATER) == [("deploy-00", Effect.PROMOTE)]
    assert recall.called(LATER) == []
    redis.delete(keys.probing("platform"))
    assert recall.called(LATER) == [("deploy-01", Effect.PROMOTE)]


def test_one_answer_calls_all_the_others_by_and_by(recall: RedisRecall) -> None:
    recall.answered(Effect.FOLLOW)
    assert [len(recall.called(LATER)) for _ in range(3)] == [AT_ONCE, 5, 0]


def test_who_fails_while_others_are_answered_fails_by_itself(recall: RedisRecall) -> None:
    recall.answered(Effect.PROMOTE)
    recall.called(NOW)
    recall.called(NOW)
    recall.missed("deploy-99", Effect.PROMOTE, NOW)
    assert recall.called(LATER) == []


def test_an_answer_about_reviews_says_nothing_of_the_platform(recall: RedisRecall) -> None:
    recall.answered(Effect.REVIEW)
    assert recall.called(NOW) == []


def test_what_is_said_in_slack_has_lines_instead(recall: RedisRecall, redis: Redis) -> None:
    redis.flushdb()
    recall.missed("deploy-00", Effect.POST_CARD, NOW)
    recall.answered(Effect.POST_CARD)
    assert redis.keys("airlock:*") == []
