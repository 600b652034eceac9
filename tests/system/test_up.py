"""`airlock up`: one command, an orderly end, and everything as it was after a restart."""

import signal

import pytest

from app.adapters import keys
from app.adapters.outage import text
from app.domain.deploy import Deploy
from app.domain.filter import Filter, Outcome
from tests.eventually import eventually
from tests.stories.upgrade.kit import NOWHERE, load
from tests.system.census import inhabitants
from tests.system.processes import Installation, Process
from tests.system.steps import approve, check_once

pytestmark = pytest.mark.slow


def up(installed: Installation) -> Process:
    """Start everything, with a Redis of its own."""
    process = installed.execute("up", REDIS_URL="", AIRLOCK_DATA_DIR=str(installed.directory / "data"))
    eventually(lambda: process.is_ready("Airlock is up."))
    eventually(lambda: installed.world.slack.connections)
    return process


def end(process: Process, installed: Installation) -> None:
    """End everything as an operator does, and see that nothing stays and nobody complains."""
    process.signal(signal.SIGTERM)
    assert process.ends() == 0, process.said
    assert inhabitants(installed.directory) == []
    assert "Traceback" not in process.said


def put_older(installed: Installation) -> None:
    """Put what the first version left of deploys that are over where this one keeps its data."""
    redis = installed.world.parts.redis
    load(redis, "first", NOWHERE)
    not_over = [keys.deploy(text(each)) for each in redis.zrange(keys.OPEN, 0, -1)]
    redis.delete(keys.OPEN, keys.DUE, keys.LIVE, *not_over)


def check_older(installed: Installation, deploy: Deploy) -> None:
    """See what the first version kept: its history, and its record in today's chain."""
    archive = installed.world.parts.archive
    assert [each.id for each in archive.waiting()] == [deploy.id]
    assert archive.history(0, 10, Filter(outcome=Outcome.REJECTED))[0].decision
    assert len(archive.history(0, 10, Filter("production"))) == archive.counts()[1] == 6
    assert installed.world.parts.record.span().end.seq == 8


def test_a_pending_deploy_outlives_a_restart_of_everything(installed: Installation) -> None:
    put_older(installed)
    installed.redis.stop()
    world = installed.world
    first = up(installed)
    deploy = world.waits(world.sample.routine)
    check_older(installed, deploy)
    end(first, installed)
    second = up(installed)
    approve(world, deploy)
    check_once(world, deploy)
    second.kill()
    eventually(lambda: inhabitants(installed.directory) == [])
