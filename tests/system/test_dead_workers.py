"""What died in a worker's hands is taken up again, looked for first, and done once."""

import pytest

from app.domain.deploy import State
from app.domain.effect import LEASE, Effect
from blocks.card import APPROVE
from sandbox.ci.fault import Kind
from tests.eventually import eventually
from tests.stories.world import APPROVAL, BO
from tests.system.processes import Installation
from tests.system.steps import approve, check_once

pytestmark = pytest.mark.slow

SOON = LEASE.total_seconds() + 10


def test_workers_die_while_slack_and_the_ci_still_do_what_they_asked(airlock: Installation) -> None:
    world = airlock.world
    promoted = world.waits(world.sample.routine)
    world.ci.fail_next(Kind.MUTE)
    world.ci.fail_next(Kind.LATE, seconds=9)
    approve(world, promoted)
    eventually(lambda: world.ci.promotions)
    airlock.start("worker 2")
    world.slack.fail_next("chat.postMessage", drop="never")
    posted = world.queue(world.sample.hotfix)
    eventually(lambda: len(world.slack.messages(APPROVAL)) == 2)
    airlock.kill("worker", "worker 2")
    assert world.get(posted).card is None
    airlock.start("worker")
    eventually(lambda: world.get(posted).card and world.get(promoted).state is State.LIVE, SOON)
    check_once(world, promoted)
    eventually(lambda: (summary := world.get(posted).summary) and summary.live == promoted.key.sha)
    world.settles(posted, State.PENDING)
    approve(world, posted)
    check_once(world, posted)


def test_redis_dies_while_the_ci_is_asked(airlock: Installation) -> None:
    world = airlock.world
    deploy = world.waits(world.sample.wording)
    world.ci.fail_next(Kind.MUTE)
    world.ci.fail_next(Kind.LATE, seconds=1)
    assert world.slack.click(BO, world.card(deploy), APPROVE).acked
    world.ci.wait_for(lambda: any(p.payload.id == deploy.id for p in world.ci.promotions))
    airlock.redis.process.kill()
    eventually(lambda: "Redis does not answer" in airlock.running["worker"].said)
    airlock.redis.revive()
    assert world.get(deploy).debt(Effect.PROMOTE) is not None
    eventually(lambda: world.get(deploy).state is State.LIVE, SOON)
    check_once(world, deploy)
