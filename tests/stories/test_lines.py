"""Calls to Slack wait in lines: at its pace, the urgent first, and one at a time while it is away."""

from datetime import UTC, datetime

import pytest
from redis import Redis

from app.adapters import keys
from app.adapters.lines import AGAIN, FALLBACK, PROBE, RedisLines
from app.adapters.outage import text
from app.domain.effect import Effect
from app.domain.errors import BadInput, NotYet, Transient
from app.domain.line import UPDATES, Line, Ticket, posts

CARDS = posts("C0APPROVAL")


@pytest.fixture
def lines(redis: Redis) -> RedisLines:
    return RedisLines(redis)


def card(name: str, rank: float = 0.0, line: Line = CARDS) -> Ticket:
    return Ticket(line, name, Effect.POST_CARD, rank)


def post(lines: RedisLines, ticket: Ticket, error: Exception | None = None) -> str:
    """Return whether it went, had to wait, or met with an error."""
    try:
        with lines.passing(ticket):
            if error:
                raise error
    except NotYet:
        return "waits"
    except (Transient, BadInput) as problem:
        return type(problem).__name__
    return "went"


def pass_time(redis: Redis, line: Line, seconds: float) -> None:
    """Have all that the line remembers have happened so much earlier."""
    state = keys.line_state(line.name)
    for name, value in redis.hgetall(state).items():
        if text(name) in {"seen", "hold"} or text(name).startswith("called:"):
            redis.hset(state, text(name), str(float(value) - seconds))


def slowed(lines: RedisLines, redis: Redis, *tickets: Ticket) -> None:
    """Have Slack ask for a pause, the others come to wait, and the pause pass: one may go now."""
    assert post(lines, tickets[0], Transient("slow down", retry_after=30)) == "Transient"
    assert {post(lines, ticket) for ticket in tickets[1:]} <= {"waits"}
    pass_time(redis, tickets[0].line, 30)


def called(lines: RedisLines) -> list[str]:
    return [deploy_id for _, deploy_id, _ in lines.called()]


def test_nobody_waits_until_slack_asks_to_slow_down(lines: RedisLines) -> None:
    for line in (CARDS, UPDATES):
        assert {post(lines, card(str(n), line=line)) for n in range(50)} == {"went"}
    assert called(lines) == []


def test_from_then_on_they_go_in_order_and_at_its_pace(lines: RedisLines, redis: Redis) -> None:
    slowed(lines, redis, *(card(name, rank) for rank, name in enumerate("abcdef")))
    assert called(lines) == ["a"]
    assert post(lines, card("c", 2)) == "waits"
    assert post(lines, card("a", 0)) == "went"
    assert post(lines, card("b", 1)) == "waits"
    pass_time(redis, CARDS, 2)
    assert called(lines) == ["b", "c"]
    assert [post(lines, card("b", 1)), post(lines, card("c", 2)), post(lines, card("d", 3))] == [
        "went",
        "went",
        "waits",
    ]
    pass_time(redis, CARDS, 60)
    assert [post(lines, card(name, 9)) for name in "xyz"] == ["waits"] * 3, "no more than a burst at once"
    assert [post(lines, card(name, rank)) for rank, name in enumerate("def")] == ["went"] * 3


def test_what_is_urgent_comes_first_though_it_came_last(lines: RedisLines, redis: Redis) -> None:
    slowed(lines, redis, *(card(f"deploy-{rank}", rank) for rank in (1, 2, 3)))
    assert post(lines, card("deploy-1", 1)) == "went"
    assert post(lines, card("hotfix", 0)) == "waits"
    pass_time(redis, CARDS, 1)
    assert called(lines) == ["hotfix"]
    assert post(lines, card("deploy-2", 2)) == "waits"
    assert post(lines, card("hotfix", 0)) == "went"


def test_who_waits_hears_after_how_many_seconds_to_come_by_itself(lines: RedisLines, redis: Redis) -> None:
    slowed(lines, redis, *(card(name) for name in "abcd"))
    with pytest.raises(NotYet) as waits, lines.passing(card("e", 1)):
        pytest.fail("it has to wait")
    assert waits.value.retry_after == pytest.approx(4 + FALLBACK, abs=0.5)


def test_another_channel_has_a_line_of_its_own(lines: RedisLines, redis: Redis) -> None:
    slowed(lines, redis, *(card(name) for name in "abcd"))
    assert post(lines, card("e", line=posts("C0DEPLOYS"))) == "went"


def test_while_slack_is_away_one_at_a_time_looks_and_ever_more_rarely(
    lines: RedisLines, redis: Redis
) -> None:
    waits = []
    for _ in range(6):
        assert post(lines, card("a"), Transient("away")) == "Transient"
        assert post(lines, card("b", 1)) == "waits"
        hold = float(redis.hget(keys.line_state(CARDS.name), "hold") or 0)
        waits.append(round(hold - datetime.now(UTC).timestamp()))
        pass_time(redis, CARDS, PROBE + 1)
        redis.zrem(keys.line(CARDS.name), "a post_card", "b post_card")
    assert waits == [1, 2, 4, 8, PROBE, PROBE]


def test_a_call_that_was_cut_is_no_request_to_slow_down(lines: RedisLines, redis: Redis) -> None:
    updates = [card(name, rank, UPDATES) for rank, name in enumerate("abcd")]
    assert post(lines, updates[0], Transient("cut")) == "Transient"
    assert [post(lines, ticket) for ticket in updates[1:]] == ["waits"] * 3
    pass_time(redis, UPDATES, 2)
    assert [post(lines, ticket) for ticket in updates] == ["went"] * 4


def test_a_probe_that_is_under_way_is_the_only_one(lines: RedisLines, redis: Redis) -> None:
    post(lines, card("a"), Transient("away"))
    pass_time(redis, CARDS, 1)
    with lines.passing(card("a")):
        pass_time(redis, CARDS, 2)
        assert post(lines, card("b", 1)) == "waits"
    assert post(lines, card("b", 1)) == "went"


@pytest.mark.parametrize("answer", [None, BadInput("not in the channel")])
def test_any_answer_ends_the_outage(lines: RedisLines, redis: Redis, answer: Exception | None) -> None:
    post(lines, card("a"), Transient("away"))
    pass_time(redis, CARDS, 5)
    post(lines, card("a"), answer)
    assert [post(lines, card(name)) for name in "bc"] == ["went"] * 2


def test_one_that_always_fails_lets_the_next_try(lines: RedisLines, redis: Redis) -> None:
    slowed(lines, redis, card("a", 0), card("b", 1))
    assert post(lines, card("a", 0), Transient("away")) == "Transient"
    pass_time(redis, CARDS, 2)
    assert called(lines) == ["b"]
    assert post(lines, card("b", 1)) == "went"


def test_who_was_called_is_not_called_again_at_once(lines: RedisLines, redis: Redis) -> None:
    slowed(lines, redis, card("a"))
    assert (called(lines), called(lines)) == (["a"], [])
    pass_time(redis, CARDS, AGAIN)
    assert called(lines) == ["a"]


def test_who_gives_up_makes_room(lines: RedisLines, redis: Redis) -> None:
    slowed(lines, redis, *(card(name, rank) for rank, name in enumerate("abc")))
    lines.leave(CARDS.name, "a", Effect.POST_CARD)
    assert called(lines) == ["b"]
    assert post(lines, card("b", 1)) == "went"


def test_what_waits_is_gone_from_redis_when_all_have_passed(lines: RedisLines, redis: Redis) -> None:
    slowed(lines, redis, card("a"))
    post(lines, card("a"))
    assert redis.keys("airlock:line*") == [keys.line_state(CARDS.name).encode()]


def test_a_line_that_redis_has_forgotten_begins_anew(lines: RedisLines, redis: Redis) -> None:
    slowed(lines, redis, *(card(name, rank) for rank, name in enumerate("abc")))
    redis.flushdb()
    assert called(lines) == []
    assert post(lines, card("c", 2)) == "went"
