"""What /metrics says, and to whom."""

from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import HttpVersion10
from redis import Redis

from app import wiring
from app.adapters import keys
from app.domain import event as e
from app.domain.deploy import Deploy
from app.domain.effect import Effect, Failure, Receipt
from app.domain.errors import Refused
from app.domain.outbox import Trouble
from app.domain.report import Level
from app.domain.vitals import Process, Vitals
from handlers.metrics import written
from tests.stories.inside.door import Door
from tests.stories.still import LONG_AGO, Still
from tests.unit.example import CY

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PROXIES = ("Forwarded", "Via", "X-Forwarded-Server", "CF-Connecting-IP", "True-Client-IP", "X-Original-URL")
TOKEN = "only Prometheus knows this"


def posted(still: Still, deploy: Deploy) -> None:
    """Do what the job does that posts the card."""
    turn = still.parts.gate.begin(deploy.id, Effect.POST_CARD, wiring.now())
    assert turn is not None
    still.parts.gate.settle(turn, wiring.now(), Receipt(Effect.POST_CARD, turn.since, "C1", "1.1"))


def test_a_deploy_is_counted_from_the_queue_to_its_end(still: Still) -> None:
    deploy = still.pending(still.sample.routine.sha, unknowns=1)
    posted(still, deploy)
    still.lives(still.goes(still.approve(deploy)))
    measured = Door(still.parts).measures()
    for name in (
        "airlock_deploys_queued_total",
        "airlock_deploys_with_unknowns_total",
        "airlock_reviews_total{level=low}",
        "airlock_decisions_total{kind=approve}",
        "airlock_promotions_total{outcome=started}",
        "airlock_promotions_total{outcome=live}",
        "airlock_time_to_card_seconds_count",
        "airlock_time_to_decision_seconds_count",
        "airlock_deploys{state=live}",
        "airlock_record_entries",
    ):
        assert measured[name] == 1, name
    assert measured["airlock_deploys{state=promoting}"] == 0
    assert measured["airlock_outbox_debts"] == len(still.get(deploy).owed)
    assert measured["airlock_redis_memory_bytes"] > 0


def test_what_waits_is_told_by_where_it_stands_and_how_old_it_is(still: Still) -> None:
    still.queue(still.sample.routine.sha)
    still.pending(still.sample.risky.sha)
    measured = Door(still.parts).measures()
    assert measured["airlock_deploys{state=queued}"] == 1
    assert measured["airlock_deploys{state=pending}"] == 1
    assert measured["airlock_outbox_deploys"] == 2
    assert measured["airlock_outbox_oldest_seconds"] > 0
    assert measured["airlock_queue_jobs{queue=airlock-reviews}"] > 0
    assert measured["airlock_queue_oldest_seconds{queue=airlock-reviews}"] > 0
    assert measured["airlock_slack_connections{bot=none}"] == 0


def test_what_was_refused_or_came_twice_is_not_counted_again(still: Still) -> None:
    deploy = still.approved(still.sample.routine.sha)
    still.parts.gate.queue(deploy.request, wiring.now())
    with pytest.raises(Refused):
        still.approve(deploy)
    measured = Door(still.parts).measures()
    assert measured["airlock_deploys_queued_total"] == 1
    assert measured["airlock_decisions_total{kind=approve}"] == 1


def test_an_approval_decides_only_when_there_are_enough(still: Still) -> None:
    deploy = still.approve(still.pending(still.sample.risky.sha, level=Level.HIGH))
    assert "airlock_decisions_total{kind=approve}" not in Door(still.parts).measures()
    still.approve(deploy, CY)
    assert Door(still.parts).measures()["airlock_decisions_total{kind=approve}"] == 1


def test_a_card_that_was_deleted_and_posted_again_was_not_slow(still: Still) -> None:
    deploy = still.pending(still.sample.routine.sha)
    posted(still, deploy)
    still.tell(deploy, e.CardLost(wiring.now(), "1.1"))
    posted(still, deploy)
    assert Door(still.parts).measures()["airlock_time_to_card_seconds_count"] == 1


def test_failures_are_told_by_effect_and_by_what_it_takes_to_get_over_them(still: Still) -> None:
    deploy = still.approved(still.sample.routine.sha)
    still.dies_at(deploy)
    turn = still.parts.gate.begin(deploy.id, Effect.PROMOTE, wiring.now())
    assert turn is not None
    away = Trouble("Away.", timedelta(0), in_doubt=False, failure=Failure.TRANSIENT)
    still.parts.gate.postpone(turn, wiring.now(), away)
    turn = still.parts.gate.begin(deploy.id, Effect.PROMOTE, wiring.now())
    assert turn is not None
    still.parts.gate.postpone(turn, wiring.now(), Trouble(None, LONG_AGO, in_doubt=False))
    measured = Door(still.parts).measures()
    failures = {name: count for name, count in measured.items() if "failures_total{" in name}
    assert failures == {
        "airlock_effect_failures_total{effect=promote,kind=broken_off}": 1,
        "airlock_effect_failures_total{effect=promote,kind=transient}": 1,
    }


def test_a_look_costs_the_same_whatever_the_history(still: Still) -> None:
    def cost() -> int:
        before = calls(still.redis)
        still.parts.vitals.look()
        return calls(still.redis) - before

    still.parts.vitals.look()
    first = cost()
    for index in (keys.HISTORY, keys.by_outcome("live"), keys.STANDS):
        still.redis.zadd(index, {f"d{n}": 2 for n in range(2000)})
    assert cost() == first
    assert Door(still.parts).measures()["airlock_deploys{state=live}"] == 2000


def calls(redis: Redis) -> int:
    """Return how many commands the server has been given."""
    return int(redis.info("stats")["total_commands_processed"])


def test_without_a_token_only_this_machine_may_read_and_through_no_proxy(still: Still) -> None:
    assert Door(still.parts).ask("/metrics")[0] == 200
    for stranger in (
        Door(still.parts, remote="203.0.113.7"),
        Door(still.parts, headers={"X-Forwarded-For": "203.0.113.7"}),
        Door(still.parts, headers={"Host": "airlock.example.com"}),
        Door(still.parts, headers={"Host": "airlock.example.com#@localhost"}),
        Door(still.parts, headers={"Host": "localhost:99999999"}),
        Door(still.parts, version=HttpVersion10),
        Door(still.parts, headers={"Connection": "close"}),
        *(Door(still.parts, headers={name: "203.0.113.7"}) for name in PROXIES),
    ):
        status, said = stranger.ask("/metrics")
        assert (status, "AIRLOCK_METRICS_TOKEN" in said) == (403, True)


def test_a_bot_and_its_successor_of_the_same_number_are_told_as_one() -> None:
    """As in a container that was started again: the first has not been silent for long enough."""
    bots = tuple(Process("bot", "box", 7, "1", NOW, sockets=count) for count in (0, 1))
    told = [line for line in written(Vitals(NOW, processes=bots)).splitlines() if b'bot="box:7"' in line]
    assert told == [b'airlock_slack_connections{bot="box:7"} 1.0']


def test_with_a_token_only_who_has_it_may_read(still: Still) -> None:
    def asked(**headers: str) -> int:
        return Door(still.parts, TOKEN, "203.0.113.7", headers).ask("/metrics")[0]

    assert asked(Authorization=f"Bearer {TOKEN}") == 200
    for wrong in ("", "Bearer", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer ü"):
        assert asked(Authorization=wrong) == 401


def test_what_is_no_text_is_declined_like_any_other(still: Still) -> None:
    assert Door(still.parts, TOKEN).status(b"Host: localhost", b"Authorization: Bearer \xff") == 401
    assert Door(still.parts).status(b"Host: \xff") == 403


def test_a_policy_that_cannot_be_read_is_counted(still: Still) -> None:
    def read() -> None:
        still.parts.sources.rules("harbour/shop", str(still.sample.path), "production")

    read()
    with still.policy("environments:", "environs:"):
        read()
    assert Door(still.parts).measures()["airlock_policy_failures_total"] == 1
