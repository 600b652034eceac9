"""Carries a plan out, lets the dust settle, and returns what is to be judged."""

import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from redis import RedisError

from app.domain.deploy import Deploy
from app.domain.errors import Missing, Transient
from tests.chaos import trouble
from tests.chaos.crowd import Crowd
from tests.chaos.entrance import Entrance
from tests.chaos.plan import Act, Ask, Back, Kill, Moment, Pause, Plan, Start, Step, Upset
from tests.chaos.rest import is_at_rest, is_taken
from tests.chaos.site import Site
from tests.eventually import eventually

UNDER_WAY = 8  # deploys asked for that have no card yet, before another is
PROGRESS = 0.2  # seconds to wait for the next calls of Slack's API; where nobody works there are none
ROOM = 4.0  # seconds to wait for cards before more is asked for
CALM = 2.0  # seconds to wait for a pause in between


@dataclass
class Drive:
    plan: Plan
    site: Site
    until: float  # by time.monotonic; what is planned for later is left out
    quiet: float  # seconds to settle at the end
    counts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)  # of faults
    silences: list[float] = field(default_factory=list)  # when private answers may have been lost

    def __post_init__(self) -> None:
        """Have the people there."""
        world = self.site.installed.world
        self.channels = tuple(lane.approval for lane in self.plan.lanes)
        self.crowd = Crowd(world.slack, self.channels)
        self.entrance = Entrance(world, self.site.base, self.site.shas)

    def run(self) -> bool:
        """Carry the plan out; return whether everything came to rest in good time."""
        for moment in self.plan.moments:
            if time.monotonic() > self.until:
                break
            self._wait_for_calls(moment)
            self._do(moment.step)
            self.site.keep()
        self._end_trouble()
        return self._settles(self.quiet)

    def _do(self, step: Step) -> None:
        self.counts[type(step).__name__] += 1
        match step:
            case Ask():
                _within(ROOM, lambda: self._without_card() < UNDER_WAY)
                self.entrance.take(step)
            case Act():
                self.crowd.act(step)
            case Upset():
                self.kinds[step.what] += 1
                self.silences += [time.time()] if step.what in trouble.SWALLOWS else []
                trouble.do(self.site.installed.world, step.what, step.times)
            case Kill():
                self.site.kill(step.process)
            case Start():
                self.site.start(step.process)
            case Back():
                self.silences.append(time.time())
                self.site.installed.world.slack.back()
            case Pause():
                _within(CALM, lambda: not any(map(is_taken, self._deploys())))

    def _wait_for_calls(self, moment: Moment) -> None:
        slack = self.site.installed.world.slack
        wanted = slack.call_count + moment.calls
        if moment.calls:
            _within(PROGRESS, lambda: slack.call_count >= wanted)

    def _without_card(self) -> int:
        slack = self.site.installed.world.slack
        return len(self.entrance.asked) - sum(len(slack.messages(channel)) for channel in self.channels)

    def _end_trouble(self) -> None:
        """Let nothing fail any more, and have everybody there."""
        self.calm_since = time.monotonic()
        world = self.site.installed.world
        world.slack.stop_failing()
        world.ci.stop_failing()
        self.site.mend()
        self.crowd.leaves()
        _within(self.quiet, lambda: self.site.is_up)
        self.entrance.leaves()

    def _settles(self, patience: float) -> bool:
        def is_quiet() -> bool:
            self.site.keep()
            there = self._deploys()
            return len(there) == len(self.entrance.asked) and all(map(is_at_rest, there))

        return _within(patience, is_quiet)

    def _deploys(self) -> list[Deploy]:
        """Return the record as far as it is there."""
        gate, found = self.site.installed.world.parts.gate, []
        for deploy_id in list(self.entrance.asked):
            with suppress(RedisError, Transient, Missing):
                found.append(gate.get(deploy_id))
        return found


def _within(patience: float, condition: Callable[[], object]) -> bool:
    """Return whether it held in good time."""
    with suppress(AssertionError):
        eventually(condition, patience)
        return True
    return False
