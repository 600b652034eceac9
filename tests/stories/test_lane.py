"""One lane, over the real protocols: who waits for whom, and what locks, freezes and the glass do to it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.adapters import keys
from app.domain import event as e
from app.domain.deploy import Deploy, State
from app.domain.errors import Refused
from app.domain.halt import Halt, Place
from app.domain.person import Person
from blocks.card import APPROVE
from sandbox.ci.fault import Kind
from sandbox.sample import Candidate
from tests.eventually import eventually
from tests.stories.conftest import emptied, inhabited
from tests.stories.test_supersede import descendant
from tests.stories.world import ANA, BO, CY, DEE, ELI, LEADS, World

PLACE = Place("harbour/shop", "production")
NAMES = ("@release-owners", "@eng-leads")


@pytest.fixture(scope="module")
def lane(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return one world for all: each story leaves the lane free."""
    with pytest.MonkeyPatch.context() as env, emptied(redis_url) as redis:
        rules: dict[str, Any] = {"supersede": "never", "more": {"override": ["@eng-leads"]}}
        with inhabited(redis, redis_url, tmp_path_factory.mktemp("lane"), env, **rules) as world:
            yield world


def now() -> datetime:
    return datetime.now(UTC)


def person(world: World, user: str) -> Person:
    return world.parts.chat.person(user, NAMES)


def shown(world: World, deploy: Deploy) -> str:
    card = world.card(deploy)
    return f"{card.text} {card.blocks}"


def shows(world: World, deploy: Deploy, words: str) -> None:
    eventually(lambda: words in shown(world, deploy))


def click(world: World, user: str, deploy: Deploy) -> None:
    assert world.slack.click(user, world.card(deploy), APPROVE).acked


def goes_live(world: World, candidate: Candidate) -> Deploy:
    deploy = world.waits(candidate)
    click(world, BO, deploy)
    return world.settles(deploy, State.LIVE)


def halt(world: World, what: str, by: str, reason: str, until: datetime | None = None) -> None:
    world.parts.lanes.halt(PLACE, Halt(what, now(), person(world, by), reason, until))  # type: ignore[arg-type]


def begun(world: World) -> list[str]:
    """Return the commits that the CI was asked for, oldest first."""
    return [promotion.payload.sha for promotion in world.ci.promotions]


def record(world: World) -> list[dict[str, object]]:
    return [json.loads(line) for line in world.parts.redis.lrange(keys.AUDIT, 0, -1)]


def test_the_second_waits_says_for_what_and_goes_when_the_first_is_through(lane: World) -> None:
    first = lane.waits(lane.sample.routine)
    second = lane.waits(descendant(lane, lane.sample.routine))
    lane.ci.fail_next(Kind.STUCK)
    click(lane, BO, first)
    lane.reaches(first, State.PROMOTING)
    click(lane, BO, second)
    shows(lane, second, f"waits until deploy `{first.id}`")
    assert lane.get(second).state is State.APPROVED
    assert begun(lane) == [first.key.sha]
    lane.parts.gate.handle(first.id, e.WentLive(now()))
    lane.settles(second, State.LIVE)
    assert begun(lane) == [first.key.sha, second.key.sha]


def test_a_rollback_passes_a_freeze_and_locks_the_lane_until_somebody_says_why_not(lane: World) -> None:
    goes_live(lane, lane.sample.wording)
    live = goes_live(lane, descendant(lane, lane.sample.wording))
    back, other = lane.waits(lane.sample.wording, run_id="2"), lane.waits(lane.sample.upgrade)
    halt(lane, "freeze", BO, "The fair.", now() + timedelta(hours=1))
    shows(lane, other, "Frozen by")
    click(lane, BO, back)
    lane.settles(back, State.LIVE)
    lane.settles(live, State.ROLLED_BACK)
    shows(lane, live, f"Rolled back; deploy `{back.id}`")
    shows(lane, other, "Locked since a rollback")
    approved, locked = record(lane)[-2:]
    assert (approved["deploy"], approved["rule"]) == (
        back.id,
        "approver as @release-owners, a rollback during a freeze",
    )
    assert (locked["what"], locked["deploy"], locked["rule"]) == ("lock", back.id, "after a rollback")
    halt(lane, "unfreeze", BO, "The fair is over.")
    summary = lane.settles(other, State.PENDING).summary
    assert summary is not None
    with pytest.raises(Refused, match="locked since a rollback"):
        lane.parts.gate.handle(other.id, e.Approved(now(), person(lane, CY), summary.digest))
    with pytest.raises(Refused, match="somebody whom the policy names"):
        halt(lane, "unlock", DEE, "Enough.")
    halt(lane, "unlock", CY, "The words were mended.")
    eventually(lambda: "Locked" not in shown(lane, other))
    click(lane, CY, lane.settles(other, State.PENDING))
    lane.settles(other, State.LIVE)
    assert record(lane)[-2]["reason"] == "The words were mended."


def test_a_hotfix_goes_through_a_freeze_with_the_high_quorum(lane: World) -> None:
    deploy = lane.waits(lane.sample.hotfix)
    old = lane.card(deploy)
    halt(lane, "freeze", CY, "The fair.", now() + timedelta(hours=1))
    assert lane.slack.click(CY, old, APPROVE).acked
    lane.tells(CY, "frozen by")
    lane.parts.gate.handle(deploy.id, e.MarkedHotfix(now(), person(lane, BO), "The cart is empty."))
    eventually(lambda: APPROVE in shown(lane, deploy))
    click(lane, CY, deploy)
    shows(lane, deploy, "1 of 2 approvals")
    assert lane.get(deploy).state is State.PENDING
    click(lane, ANA, deploy)
    lane.settles(deploy, State.LIVE)
    halt(lane, "unfreeze", CY, "The fair is over.")


def test_an_override_is_recorded_first_told_at_once_and_signed_off_by_a_second_person(lane: World) -> None:
    deploy = lane.waits(lane.sample.routine, run_id="override")
    halt(lane, "lock", BO, "The migration runs.")
    lane.settles(deploy, State.PENDING)
    assert lane.get(deploy).summary is not None
    digest = lane.get(deploy).summary.digest  # type: ignore[union-attr]
    broken = e.Overridden(now(), person(lane, ELI), digest, "The shop is down.", deploy.key.sha[:7])
    lane.parts.gate.handle(deploy.id, broken)
    told = next(line for line in record(lane) if line["what"] == "override")
    assert (told["deploy"], told["reason"], told["rule"]) == (
        deploy.id,
        broken.reason,
        "override as @eng-leads",
    )
    lane.settles(deploy, State.LIVE)
    promotion = lane.ci.promotions[-1]
    assert datetime.fromisoformat(str(told["at"])) <= promotion.log[0].at
    assert promotion.payload.sha == deploy.key.sha
    eventually(lambda: any("The shop is down." in str(m.blocks) + m.text for m in lane.slack.messages(LEADS)))
    for user, words in ((ELI, "You have overridden the gate yourself"), (DEE, "may sign this off")):
        with pytest.raises(Refused, match=words):
            lane.parts.gate.handle(deploy.id, e.SignedOff(now(), person(lane, user), "Seen."))
    assert [each.id for each in lane.parts.archive.overview(1, 1).unsigned.deploys] == [deploy.id]
    lane.parts.gate.handle(deploy.id, e.SignedOff(now(), person(lane, CY), "It was right."))
    shows(lane, deploy, f"Signed off by <@{CY}>")
    assert lane.parts.archive.overview(1, 1).unsigned.total == 0
    with pytest.raises(Refused, match="Already signed off"):
        lane.parts.gate.handle(deploy.id, e.SignedOff(now(), person(lane, BO), "I too."))
    halt(lane, "unlock", BO, "It has run.")


def test_what_nobody_decides_expires_and_is_neither_rejected_nor_failed(lane: World) -> None:
    deploy = lane.waits(lane.sample.hotfix, run_id="forgotten")
    lane.parts.gate.look(deploy.id, now() + timedelta(days=8))
    lane.reaches(deploy, State.EXPIRED)
    shows(lane, deploy, "Expired: nobody decided in time")
    assert APPROVE not in str(lane.card(deploy).blocks)
    assert record(lane)[-1]["what"] == "expire"
