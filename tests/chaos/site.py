"""The processes of a run: killed when the plan says so, and started again as a supervisor does."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sandbox.github import GitHubSandbox
from sandbox.slack import Channel, Timing
from sandbox.slack.seed import BOTS, PEOPLE
from tests.chaos.outside import Outside
from tests.chaos.plan import Plan
from tests.chaos.shop import committed, operators_policy
from tests.system.processes import Installation, installation

REDIS = "redis"
POLL = "5s"  # so that what a lost webhook told is found within a run
# Events come again until long after the end: what Slack gives up was never taken.
DELIVERY = Timing(retries=tuple(timedelta(seconds=seconds) for seconds in (0, 1, 2, 4, 8, *(15,) * 60)))


@dataclass(frozen=True)
class Death:
    process: str
    at: float  # seconds since 1970
    is_planned: bool  # killed, and not ended by itself


@dataclass
class Site:
    """An installation that is taken apart and put together again."""

    installed: Installation
    outside: Outside
    base: str  # tip of main
    shas: dict[int, str]  # of the asks
    deaths: list[Death] = field(default_factory=list)
    down: set[str] = field(default_factory=set)

    def kill(self, name: str) -> None:
        """End it with SIGKILL, and its jobs with it."""
        if name in self.down:
            return
        self.down.add(name)
        self.deaths.append(Death(name, time.time(), is_planned=True))
        if name == REDIS:
            self.installed.redis.process.kill()
            self.installed.redis.process.wait()
        else:
            self.installed.kill(name)

    def start(self, name: str) -> None:
        self.down.discard(name)
        if name == REDIS:
            self.installed.redis.revive()
        else:
            self.installed.running[name] = self.installed.run(name)

    def keep(self) -> None:
        """Start again whoever has ended by itself, as happens to who starts while Redis is away."""
        for name, process in list(self.installed.running.items()):
            if process.has_ended:
                self.deaths.append(Death(name, time.time(), is_planned=False))
                self.installed.running[name] = self.installed.run(name)

    def mend(self) -> None:
        """Have everybody there again."""
        for name in sorted(self.down, key=lambda name: name != REDIS):
            self.start(name)

    @property
    def is_up(self) -> bool:
        self.keep()
        return all("ready" in one.said for one in self.installed.running.values())


@contextmanager
def site(directory: Path, plan: Plan) -> Iterator[Site]:
    """Put everything in place for a plan; Redis runs, nobody else does."""
    with GitHubSandbox.start() as hub, installation(directory, timing=DELIVERY) as installed:
        world = installed.world
        outside = Outside(world.slack, world.ci, hub)
        policy = directory / "operator.yml"
        policy.write_text(operators_policy(world.sample, plan, world.ci.url), "utf-8")
        more = {
            "AIRLOCK_POLICY": str(policy),
            "AIRLOCK_SLACK_QUEUE_APPS": "A0CI000001",
            "AIRLOCK_GITHUB_POLL": POLL,
        }
        installed.env = {**installed.env, **more, **hub.settings}
        _put_channels(outside, plan)
        base, shas = committed(world.sample, plan, world.ci.url)
        outside.put_dock(world.sample)
        for lane in plan.lanes:
            if lane.is_on_github:
                outside.guard(lane.name, base)
        hub.set_webhook(f"{world.web_url}/webhooks/github")
        yield Site(installed, outside, base, shas, down=set(plan.size.processes) - {REDIS})


def _put_channels(outside: Outside, plan: Plan) -> None:
    for number, lane in enumerate(plan.lanes):
        for kind, name in (("A", lane.approval), ("L", lane.announce)):
            channel = Channel(f"C0{kind}LANE{number:03}", name[1:], members=PEOPLE | BOTS)
            outside.slack.put_channel(channel)
