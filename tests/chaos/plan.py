"""What a run is going to do, all of it drawn from one seed before anything begins."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.chaos.trouble import AWAY, GITHUB_AWAY, GITHUB_BACK, LIMITED, TROUBLE, UNLIMITED
from tests.stories.world import ANA, BO, CY, DEE, ELI, GIL

APPROVERS = (ANA, BO, CY)
OTHERS = (DEE, ELI, GIL)
AUTHORS = {"Ana Lima": ANA, "Bo Chen": BO, "Dee Novak": DEE}
PROCESSES = ("bot", "web", "worker", "clock", "redis")
TWICE = (*PROCESSES, "bot 2", "worker 2")  # as on two machines
ACTS = {"approve": 60, "reject": 8, "withdraw": 6, "twice": 8, "together": 12, "old card": 6}
MENDED = {LIMITED: UNLIMITED, GITHUB_AWAY: GITHUB_BACK}  # soon after
LASTS = "7d"  # longer than any run
LAST_WORDS = 3  # clicks for each deploy, once all were asked for
IN_ONE_LANE = 3  # deploys queued to it before the next lane's: what goes live has the others reviewed anew
ON_GITHUB = 4  # every so manieth lane is deployed to from there


@dataclass(frozen=True)
class Lane:
    """One environment, and its rules."""

    name: str
    quorum: int
    supersede: str
    timeout: str
    expires: str
    is_on_github: bool  # its jobs wait there for a yes; else a CI is told of it

    @property
    def approval(self) -> str:
        """Its own channel: Slack takes one post a second in each, and all lanes' would take all day."""
        return f"#approve-{self.name}"

    @property
    def announce(self) -> str:
        return f"#live-{self.name}"


@dataclass(frozen=True)
class Ask:
    """Somebody wants a commit live."""

    number: int
    lane: Lane
    author: str  # their name
    parent: int | None  # number of the ask whose commit this one contains; None: only what is live
    entrance: str  # http, metadata or github
    is_doubled: bool = False  # asked for twice


@dataclass(frozen=True)
class Act:
    """Somebody clicks: the card is the `pick`-th of those that are open then, modulo how many these are."""

    what: str
    who: tuple[str, ...]
    pick: int


@dataclass(frozen=True)
class Upset:
    """Slack, GitHub or the CI fails in one way."""

    what: str
    times: int


@dataclass(frozen=True)
class Kill:
    process: str


@dataclass(frozen=True)
class Start:
    process: str


@dataclass(frozen=True)
class Back:
    """Slack is there again."""


@dataclass(frozen=True)
class Pause:
    """Wait until no worker is in the middle of something, or nearly so."""


Step = Ask | Act | Upset | Kill | Start | Back | Pause


@dataclass(frozen=True)
class Moment:
    """A step, and how many calls of Slack's API to let pass before it: progress, and no time."""

    calls: int
    step: Step


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    deploys: int
    lanes: int = 12
    upsets: float = 0.8  # for each deploy
    kills: float = 0.25
    in_a_row: tuple[int, ...] = (1, 1, 1, 2, 3)  # how often the same fails, one of these by chance
    trouble: tuple[str, ...] = TROUBLE  # what may fail
    is_paced: bool = False  # what is posted and redrawn, at Slack's real pace from begin to end
    is_gentle: bool = False  # nobody is killed in the middle of something: all would wait for the lease
    processes: tuple[str, ...] = PROCESSES


@dataclass(frozen=True)
class Plan:
    seed: int
    lanes: tuple[Lane, ...]
    asks: tuple[Ask, ...]
    moments: tuple[Moment, ...]
    size: Size


def plan(seed: int, size: Size) -> Plan:
    """Return the same plan for the same seed and size."""
    chance = Random(seed)  # noqa: S311 - to be repeated, not to be secret
    lanes = tuple(_lane(chance, number) for number in range(size.lanes))
    asks = tuple(_asks(chance, lanes, size))
    steps = [moment for ask in asks for moment in _around(chance, ask, size)]
    steps += [Moment(chance.randrange(2), _act(chance)) for _ in range(size.deploys * LAST_WORDS)]
    return Plan(seed, lanes, asks, tuple(_brought_back(chance, steps)), size)


def _lane(chance: Random, number: int) -> Lane:
    """Let the first two escalate while it lasts, and what nobody decides in the first expire."""
    quorum, supersede = 1 + (chance.random() < 0.35), chance.choice(("never", "latest"))
    timeout, expires = (("3s", "8s"), ("3s", LASTS))[number] if number < 2 else ("4h", LASTS)
    return Lane(f"lane-{number:02}", quorum, supersede, timeout, expires, number % ON_GITHUB == 1)


def _asks(chance: Random, lanes: tuple[Lane, ...], size: Size) -> Iterator[Ask]:
    before: dict[str, int] = {}
    for number in range(size.deploys):
        lane = lanes[number // IN_ONE_LANE % len(lanes)]
        parent = before.get(lane.name) if chance.random() < 0.4 else None
        before[lane.name] = number
        entrance = "metadata" if chance.random() < 0.25 else "http"
        entrance = "github" if lane.is_on_github else entrance
        yield Ask(number, lane, chance.choice(list(AUTHORS)), parent, entrance, chance.random() < 0.1)


def _around(chance: Random, ask: Ask, size: Size) -> Iterator[Moment]:
    """Yield the ask with what else happens about then, in any order."""
    steps: list[Step] = [_act(chance) for _ in range(chance.choice((2, 3, 3, 4)))]
    if chance.random() < size.upsets:
        steps.append(Upset(chance.choice(size.trouble), chance.choice(size.in_a_row)))
    if chance.random() < size.kills:
        steps.append(Kill(chance.choice(size.processes)))
    chance.shuffle(steps)
    for step in (ask, *steps):
        calls = chance.choice((0, 0, 1, 2, 3, 5))
        if size.is_gentle and isinstance(step, Kill) and step.process in {"worker", "redis"}:
            yield Moment(calls, Pause())
            calls = 0  # at that very moment
        yield Moment(calls, step)


def _act(chance: Random) -> Act:
    what = chance.choices(list(ACTS), list(ACTS.values()))[0]
    first = chance.choice(APPROVERS if chance.random() < 0.88 else OTHERS)
    second = chance.choice([person for person in APPROVERS if person != first])
    return Act(what, (first, second) if what == "together" else (first,), chance.randrange(1 << 16))


def _brought_back(chance: Random, moments: list[Moment]) -> Iterator[Moment]:
    """Have whoever is killed started again some steps later, and Slack back soon."""
    owed: list[tuple[int, Step]] = []
    for number, moment in enumerate(moments):
        yield from (Moment(0, step) for due, step in owed if due <= number)
        owed = [(due, step) for due, step in owed if due > number]
        if isinstance(moment.step, Kill) and Start(moment.step.process) in (step for _, step in owed):
            continue  # it is dead already
        yield moment
        if isinstance(moment.step, Kill):
            owed.append((number + chance.randint(1, 6), Start(moment.step.process)))
        if isinstance(moment.step, Upset) and moment.step.what == AWAY:
            owed.append((number + chance.randint(1, 4), Back()))
        if isinstance(moment.step, Upset) and moment.step.what in MENDED:
            owed.append((number + chance.randint(2, 8), Upset(MENDED[moment.step.what], 1)))
    yield from (Moment(0, step) for _, step in owed)
