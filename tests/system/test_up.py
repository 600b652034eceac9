"""`airlock up`: one command, an orderly end, and everything as it was after a restart."""

import signal

import pytest

from tests.eventually import eventually
from tests.system.processes import Installation, Process, inhabitants
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


def test_a_pending_deploy_outlives_a_restart_of_everything(installed: Installation) -> None:
    installed.redis.stop()
    world = installed.world
    first = up(installed)
    deploy = world.waits(world.sample.routine)
    end(first, installed)
    second = up(installed)
    approve(world, deploy)
    check_once(world, deploy)
    second.kill()
    eventually(lambda: inhabitants(installed.directory) == [])
