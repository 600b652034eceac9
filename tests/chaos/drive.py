"""Carries a plan out, lets the dust settle, and returns what is to be judged."""

import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event

from redis import RedisError

from app.domain.deploy import Deploy, State
from app.domain.errors import Missing, Transient
from tests.chaos import trouble
from tests.chaos.crowd import Crowd
from tests.chaos.entrance import Entrance
from tests.chaos.hosted import agrees, was_over_first
from tests.chaos.plan import (
    APPROVERS,
    LASTS,
    MENDED,
    Act,
    Ask,
    Back,
    Kill,
    Moment,
    Pause,
    Plan,
    Start,
    Step,
    Upset,
)
from tests.chaos.rest import is_at_rest, is_taken, without_card
from tests.chaos.site import Site
from tests.eventually import POLL

UNDER_WAY = 8  # deploys asked for that have no card yet, before another is
PROGRESS = 0.1  # seconds to wait for the next calls of Slack's API; where nobody works there are none
ROOM = 4.0  # seconds to wait for cards before more is asked for
CARD = 60 / 50  # seconds; Slack takes fifty redrawn cards a minute
SETTLED = 30.0  # seconds until the last of them is noticed, and what follows from it
LOOK = 0.25  # seconds between two looks at the whole record, which costs
YESES = 5  # at most, until one goes ahead
AHEAD = {State.PROMOTING, State.LIVE}
CALM = 5.0  # seconds to wait for a pause in between


@dataclass
class Drive:
    plan: Plan
    site: Site
    until: float  # by time.monotonic; what is planned for later is left out
    quiet: float  # seconds to settle at the end
    counts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)  # of faults

    def __post_init__(self) -> None:
        """Have the people there."""
        world = self.site.installed.world
        self.channels = tuple(lane.approval for lane in self.plan.lanes)
        self.crowd = Crowd(world.slack, self.channels)
        self.entrance = Entrance(world, self.site.outside, self.site.base, self.site.shas)

    def run(self) -> bool:
        """Carry the plan out; return whether everything came to rest in good time."""
        self._pace()
        for moment in self.plan.moments:
            if time.monotonic() > self.until:
                break
            self._wait_for_calls(moment)
            self._do(moment.step)
            self.site.keep()
        self._end_trouble()
        return self._settles()

    def _pace(self) -> None:
        """Keep to Slack's real pace where the plan says so."""
        if self.plan.size.is_paced:
            self.site.installed.world.slack.limit_rates(only=trouble.PACED)

    def _do(self, step: Step) -> None:
        self.counts[type(step).__name__] += 1
        match step:
            case Ask():
                _within(ROOM, lambda: self._without_card() < UNDER_WAY, LOOK)
                self.entrance.take(step)
            case Act():
                self.crowd.act(step)
            case Upset():
                self._upset(step)
            case Kill():
                self.site.kill(step.process)
            case Start():
                self.site.start(step.process)
            case Back():
                self.site.installed.world.slack.back()
            case Pause():
                _within(CALM, lambda: not any(map(is_taken, self._deploys())))

    def _upset(self, step: Upset) -> None:
        if step.what not in MENDED.values():
            self.kinds[step.what] += 1
        trouble.do(self.site.outside, step.what, step.times)
        if step.what == trouble.UNLIMITED:
            self._pace()

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
        self.site.outside.stop_failing()
        self._pace()
        self.site.mend()
        _within(self.quiet, lambda: self.site.is_up and self.site.outside.slack.connections)
        self.entrance.leaves()
        for is_on_github in (True, False):
            self._approve_one(is_on_github=is_on_github)
        self.crowd.leaves()

    def _approve_one(self, *, is_on_github: bool) -> None:
        """Have all approvers say yes to one more, so that some go live however slow the machine was.

        That one may be just another's to supersede, or go wrong as planned: then to one more.
        """
        lasting = [lane for lane in self.plan.lanes if lane.expires == LASTS]
        channels = tuple(lane.approval for lane in lasting if lane.is_on_github == is_on_github)
        for _ in range(YESES):
            _within(ROOM, lambda: self.crowd.open_cards(channels))
            self.crowd.act(Act("together", APPROVERS, 0), channels)
            if _within(ROOM, lambda: self._is_ahead(is_on_github=is_on_github), LOOK):
                return

    def _is_ahead(self, *, is_on_github: bool) -> bool:
        """Whether one of that kind goes live, or is."""
        runs = self.entrance.begun()
        ahead = {deploy.id for deploy in self._deploys() if deploy.state in AHEAD}
        return any((deploy_id in runs) == is_on_github for deploy_id in ahead)

    def _settles(self) -> bool:
        """Wait for all but the cards, and then for those as long as Slack's pace has it."""
        _within(self.quiet, lambda: self._is(lambda deploy: is_at_rest(without_card(deploy))), LOOK)
        cards = sum(without_card(deploy) != deploy for deploy in self._deploys())
        return _within(SETTLED + cards * CARD, lambda: self._is(is_at_rest) and self._agree(), LOOK)

    def _agree(self) -> bool:
        """Whether what Airlock holds is how it stands on GitHub, where people end runs, too."""
        runs = self.entrance.begun()
        return all(agrees(deploy, runs[deploy.id]) for deploy in self._deploys() if deploy.id in runs)

    def _is(self, condition: Callable[[Deploy], bool]) -> bool:
        """Whether everything that was asked for is in the record, and it holds for each."""
        self.site.keep()
        there = self._deploys()
        missing = self.entrance.asked.keys() - {deploy.id for deploy in there}
        runs = self.entrance.begun() if missing else {}
        return all(was_over_first(runs.get(one)) for one in missing) and all(map(condition, there))

    def _deploys(self) -> list[Deploy]:
        """Return the record as far as it is there."""
        gate, found = self.site.installed.world.parts.gate, []
        for deploy_id in list(self.entrance.asked):
            with suppress(RedisError, Transient, Missing):
                found.append(gate.get(deploy_id))
        return found


def _within(patience: float, condition: Callable[[], object], every: float = POLL) -> bool:
    """Return whether it held in good time, looked at every so many seconds."""
    give_up = time.monotonic() + patience
    while not condition():
        if time.monotonic() > give_up:
            return False
        Event().wait(every)
    return True
