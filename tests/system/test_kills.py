"""Any process may be killed at any moment, Redis may be away: one card, one promotion, announced once."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
import requests

from app.domain.deploy import State
from app.domain.effect import LEASE, Effect
from app.domain.vitals import ALIVE
from blocks.card import APPROVE, OPEN_RUN
from sandbox.ci.fault import Kind
from tests.eventually import eventually
from tests.stories.test_supersede import descendant
from tests.stories.world import APPROVAL, BO, CY
from tests.system.processes import Installation
from tests.system.steps import approve, check_once, drawn

pytestmark = pytest.mark.slow

SILENT = ALIVE.total_seconds() + 10  # seconds until a process that was killed is missed
SOON = LEASE.total_seconds() + 10  # seconds until what died in a worker's hands is taken up again


def test_the_bot(airlock: Installation) -> None:
    world = airlock.world
    deploy = world.waits(world.sample.routine)
    card = world.card(deploy)
    world.ci.fail_next(Kind.LATE, seconds=1)
    approve(world, deploy)
    airlock.kill("bot")
    check_once(world, deploy)
    assert not world.slack.click(BO, card, APPROVE).acked, "nobody listens"
    airlock.start("bot")
    assert world.slack.click(BO, card, APPROVE).acked
    world.tells(BO, "Already live")


def test_a_bot_that_another_relieves_loses_no_click(airlock: Installation) -> None:
    world = airlock.world
    deploy = world.waits(descendant(world, world.sample.routine))
    approve(world, deploy)
    check_once(world, deploy)
    card, said, is_over = world.card(deploy), len(world.slack.ephemerals(BO)), Event()

    def clicks() -> list[bool]:
        acked = []
        while not is_over.is_set():
            acked.append(world.slack.click(BO, card, OPEN_RUN).acked)
        return acked

    with ThreadPoolExecutor() as pool:
        people = [pool.submit(clicks) for _ in range(3)]
        airlock.start("bot 2")
        before = airlock.running.pop("bot")
        before.signal(signal.SIGTERM)
        assert before.ends() == 0
        is_over.set()
        acked = [each for one in people for each in one.result()]
    airlock.running["bot"] = airlock.running.pop("bot 2")
    assert len(world.slack.ephemerals(BO)) - said == acked.count(False)
    assert acked.count(True) > acked.count(False)
    assert world.slack.click(BO, card, OPEN_RUN).acked
    assert world.slack.socket_history[-1] == "goodbye"


def test_the_process_that_redraws_what_was_clicked_on(airlock: Installation) -> None:
    for is_killed in (False, True):
        deploy = airlock.world.waits(descendant(airlock.world, airlock.world.sample.routine))
        airlock.kill("worker", "clock")  # which would redraw it too, only later
        if is_killed:
            os.kill(redrawing(airlock), signal.SIGKILL)
        approve(airlock.world, deploy)
        assert told(airlock, "bot", "process that redraws cards has died") == is_killed
        airlock.start(*airlock.missing())
        check_once(airlock.world, deploy)
    airlock.kill("bot")


def redrawing(airlock: Installation) -> int:
    """Return the id of the process that redraws for the bot."""
    pids = [
        path.parent for path in Path("/proc").glob("[0-9]*/comm") if path.read_text() == "airlock redraw\n"
    ]
    (found,) = (pid for pid in pids if (pid / "cwd").readlink() == airlock.directory)
    return int(found.name)


def test_the_web_whose_word_from_the_ci_is_then_asked_for(airlock: Installation) -> None:
    world = airlock.world
    deploy = world.waits(world.sample.hotfix)
    airlock.kill("web")
    approve(world, deploy)
    check_once(world, deploy)


def test_the_clock_without_which_nobody_asks_a_ci_that_is_silent(airlock: Installation) -> None:
    world = airlock.world
    deploy = world.waits(world.sample.wording)
    airlock.kill("clock")
    world.ci.fail_next(Kind.MUTE)
    approve(world, deploy, by=BO)
    world.reaches(deploy, State.PROMOTING)
    airlock.start("clock")
    check_once(world, deploy)


def test_redis_and_everybody_finds_it_again(airlock: Installation) -> None:
    world = airlock.world
    deploy = world.waits(world.sample.upgrade)
    airlock.kill("worker")
    approve(world, deploy)
    airlock.redis.process.kill()
    eventually(lambda: airlock.redis.process.poll() is not None)
    airlock.redis.revive()
    assert world.get(deploy).state is State.APPROVED
    airlock.start("worker")
    check_once(world, deploy)
    assert world.slack.click(CY, world.card(deploy), OPEN_RUN).acked


def told(airlock: Installation, name: str, phrase: str) -> int:
    """Return how often a process has said so in its log."""
    return airlock.running[name].said.count(phrase)


def test_a_click_while_redis_is_away_is_not_acknowledged_and_works_later(airlock: Installation) -> None:
    world = airlock.world
    deploy = world.waits(world.sample.failing)
    card, before = world.card(deploy), len(world.slack.ephemerals(BO))
    said = told(airlock, "clock", "Redis is back")
    airlock.redis.process.kill()
    eventually(lambda: airlock.redis.process.poll() is not None)
    assert not world.slack.click(BO, card, APPROVE).acked, world.slack.ephemerals(BO)
    world.tells(BO, "Nothing was recorded, as far as can be told: Redis does not answer")
    assert len(world.slack.ephemerals(BO)) == before + 1, "one answer, and not that of an old button too"
    airlock.redis.revive()
    eventually(lambda: told(airlock, "clock", "Redis is back") == said + 1)
    assert told(airlock, "clock", "Redis is away") == said + 1, "once, however often it looks"
    lines = told(airlock, "worker", "Redis is away")
    assert told(airlock, "worker", "could not connect") <= lines, "RQ says it every two seconds"
    assert world.get(deploy).state is State.PENDING
    approve(world, deploy, by=BO)
    check_once(world, deploy)


def test_a_redis_that_hangs_is_away_too(airlock: Installation) -> None:
    world = airlock.world
    deploy = world.waits(world.sample.risky)
    card, before = world.card(deploy), len(world.slack.ephemerals(BO))
    airlock.redis.process.send_signal(signal.SIGSTOP)
    assert not world.slack.click(BO, card, APPROVE).acked, world.slack.ephemerals(BO)
    eventually(lambda: len(world.slack.ephemerals(BO)) > before)
    assert world.slack.ephemerals(BO)[-1].text.startswith(
        "Nothing was recorded, as far as can be told: Redis does not answer (Timeout"
    )
    airlock.redis.process.send_signal(signal.SIGCONT)
    assert world.get(deploy).state is State.PENDING
    approve(world, deploy, by=BO)
    check_once(world, deploy)


def test_workers_die_while_slack_and_the_ci_still_do_what_they_asked(airlock: Installation) -> None:
    world = airlock.world
    promoted = world.waits(descendant(world, world.sample.routine))
    world.ci.fail_next(Kind.MUTE)
    world.ci.fail_next(Kind.LATE, seconds=9)
    approve(world, promoted)
    eventually(lambda: world.ci.promotions[-1].payload.id == promoted.id)
    airlock.start("worker 2")
    cards = len(world.slack.messages(APPROVAL))
    world.slack.fail_next("chat.postMessage", drop="never")
    posted = world.queue(descendant(world, world.sample.hotfix))
    eventually(lambda: len(world.slack.messages(APPROVAL)) == cards + 1)
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
    deploy = world.waits(descendant(world, world.sample.wording))
    world.ci.fail_next(Kind.MUTE)
    world.ci.fail_next(Kind.LATE, seconds=5)
    approve(world, deploy, by=BO)
    world.ci.wait_for(lambda: any(p.payload.id == deploy.id for p in world.ci.promotions))
    drawn(world, deploy)  # else Redis dies under that too, whose lease also has to end
    airlock.redis.process.kill()
    eventually(lambda: "Redis does not answer" in airlock.running["worker"].said)
    airlock.redis.revive()
    assert world.get(deploy).debt(Effect.PROMOTE) is not None
    eventually(lambda: world.get(deploy).state is State.LIVE, SOON)
    check_once(world, deploy)


def test_what_is_away_is_named_until_it_is_back(airlock: Installation) -> None:
    def missing() -> set[str]:
        checks = requests.get(f"{airlock.world.web_url}/readyz", timeout=5).json()["checks"]
        return {name for name, check in checks.items() if not check["ok"]}

    eventually(lambda: missing() == set())
    airlock.kill("bot", "worker", "clock")
    eventually(lambda: missing() == {"slack", "worker", "clock"}, SILENT)
    airlock.start("bot", "worker", "clock")
    eventually(lambda: missing() == set())
    airlock.redis.process.kill()
    eventually(lambda: missing() == {"redis"})
    airlock.redis.revive()
    eventually(lambda: missing() == set())
