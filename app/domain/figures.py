"""The figures of the last 90 days: how much was deployed, how it went, and how it was decided."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from app.domain.deploy import Approval, Deploy
from app.domain.filter import Outcome, outcome
from app.domain.report import Level

PERIOD = timedelta(days=90)
ROUND, JOB, EVERY = "figures", "workers.figures.run", timedelta(hours=1)  # how often they are counted
WEEK = timedelta(days=7)
WEEKS = -(-PERIOD // WEEK)  # the oldest is six days long
HASTY = timedelta(seconds=10)  # a report on a High deploy is not read in less
FEW = 5  # of fewer nobody should take a percentage
PROMOTED = frozenset({Outcome.LIVE, Outcome.FAILED, Outcome.ROLLED_BACK})


@dataclass(frozen=True)
class Ended:
    """What the figures need of one deploy that is over."""

    outcome: Outcome
    at: datetime
    is_promoted: bool
    is_approved: bool | None  # None: nobody decided by the rules
    wait: timedelta | None  # from when people were asked to their decision; None: not measured
    hasty: tuple[bool | None, ...]  # of each approval on High: took under HASTY; None: not measured


@dataclass(frozen=True)
class Share:
    count: int
    of: int

    @property
    def percent(self) -> int | None:
        """Return whole per cent; None of nothing, and of too few to tell."""
        return None if self.of < FEW else round(100 * self.count / self.of)


@dataclass(frozen=True)
class Week:
    start: datetime
    counts: Mapping[Outcome, int]  # those that occurred

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Figures:
    until: datetime  # aware, UTC
    weeks: tuple[Week, ...]  # oldest first; the last one ends at `until`
    approved: Share  # of those that people decided
    failed: Share  # of those that were promoted
    hasty: Share  # of the approvals on High that were measured
    unmeasured: int  # approvals on High that were not
    wait: timedelta | None  # the median, in which people decided
    waits: int  # how many decisions that is the median of
    is_whole: bool = True  # False: there were too many to look at all

    def count(self, wanted: Outcome) -> int:
        return sum(week.counts.get(wanted, 0) for week in self.weeks)

    @property
    def total(self) -> int:
        return sum(week.total for week in self.weeks)


@dataclass(frozen=True)
class Picture:
    file: str  # Slack's file id
    figures: Figures  # that it shows


@dataclass(frozen=True)
class Kept:
    """What App Home shows, and what is left to tidy up in Slack."""

    figures: Figures
    picture: Picture | None = None
    problem: str | None = None  # why there is no newer picture, for people
    stale: tuple[str, ...] = ()  # ids of files that nothing shows, or that may never have been finished


def ended(deploy: Deploy) -> Ended | None:
    """Return what the figures need of the deploy; None while it is not over."""
    how = outcome(deploy)
    if how is None:
        return None
    return Ended(
        outcome=how,
        at=deploy.changed_at,
        is_promoted=how in PROMOTED and deploy.decision is not None,
        is_approved=_verdict(deploy, how),
        wait=_wait(deploy, how),
        hasty=_haste(deploy),
    )


def figures(deploys: Iterable[Ended], until: datetime, *, is_whole: bool = True) -> Figures:
    """Count what ended within PERIOD before `until`."""
    counted = [one for one in deploys if one.at > until - PERIOD]
    decided = [one.is_approved for one in counted if one.is_approved is not None]
    promoted = [one.outcome is Outcome.FAILED for one in counted if one.is_promoted]
    haste = [one for each in counted for one in each.hasty]
    waits = [one.wait for one in counted if one.wait is not None]
    return Figures(
        until=until,
        weeks=_weeks(counted, until),
        approved=Share(sum(decided), len(decided)),
        failed=Share(sum(promoted), len(promoted)),
        hasty=Share(haste.count(True), len(haste) - haste.count(None)),
        unmeasured=haste.count(None),
        wait=timedelta(seconds=median(one.total_seconds() for one in waits)) if waits else None,
        waits=len(waits),
        is_whole=is_whole,
    )


def _verdict(deploy: Deploy, how: Outcome) -> bool | None:
    """Whether people said yes; an override is nobody's yes, and what lapsed is neither yes nor no."""
    if deploy.decision is None or deploy.override is not None:
        return None
    return False if how is Outcome.REJECTED else True if how in PROMOTED else None


def _wait(deploy: Deploy, how: Outcome) -> timedelta | None:
    decision, asked_at = deploy.decision, deploy.asked_at
    if _verdict(deploy, how) is None or decision is None or asked_at is None or decision.at < asked_at:
        return None  # the last one: a clock was moved
    return decision.at - asked_at


def _haste(deploy: Deploy) -> tuple[bool | None, ...]:
    if deploy.summary is None or deploy.summary.level is not Level.HIGH:
        return ()
    return tuple(_is_hasty(approval, deploy.report_at) for approval in deploy.approvals)


def _is_hasty(approval: Approval, report_at: datetime | None) -> bool | None:
    """Whether it came too soon for reading; before the report, as clocks go, is too soon as well."""
    return None if report_at is None else approval.at - report_at < HASTY


def _weeks(counted: Iterable[Ended], until: datetime) -> tuple[Week, ...]:
    by_week: dict[int, Counter[Outcome]] = {}
    for one in counted:
        age = max(until - one.at, timedelta(0)) // WEEK
        by_week.setdefault(age, Counter())[one.outcome] += 1
    starts = [max(until - (age + 1) * WEEK, until - PERIOD) for age in range(WEEKS)]
    weeks = [Week(start, dict(by_week.get(age, {}))) for age, start in enumerate(starts)]
    return tuple(reversed(weeks))
