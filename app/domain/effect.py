"""Work owed to the outside, as values: what, since which change, and how far it has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Effect(StrEnum):
    """Work owed after a move. `hints.JOBS` in the adapters names the module in workers/ that does each."""

    REVIEW = "review"  # gather the evidence, make a report
    POST_CARD = "post_card"
    POST_FINDINGS = "post_findings"  # the full report, in the card's thread
    REFRESH_CARD = "refresh_card"  # redraw the card from the record
    SUPERSEDE = "supersede"  # void older deploys that still wait
    RECHECK = "recheck"  # have what still waits reviewed against what is live now
    POST_REMINDER = "post_reminder"
    POST_PING = "post_ping"  # mention the approvers in the card's thread
    POST_ESCALATION = "post_escalation"
    POST_EXPIRY = "post_expiry"  # that nobody decided, in the thread
    POST_REOPENED = "post_reopened"  # what changed since the approval, in the thread
    POST_OVERRIDE = "post_override"  # tell the leads at once that the glass was broken
    SHOW_OVERRIDE = "show_override"  # redraw what the leads were told
    POST_REASON = "post_reason"  # why it was rejected, in the thread
    PROMOTE = "promote"
    DECLINE = "decline"  # tell the CI platform no, so that nothing there waits on
    EXPLAIN = "explain"  # tell the job that waits there why it waits
    SHOW_CHECK = "show_check"  # redraw the check run on the commit from the record
    FOLLOW = "follow"  # ask the CI how the promotion goes
    POST_FAILURE = "post_failure"  # why the promotion failed, in the thread
    ANNOUNCE = "announce"  # live: say so in the announce channel


class Failure(StrEnum):
    """What it takes to get over a failed attempt."""

    TRANSIENT = "transient"  # trying again
    TO_MEND = "to_mend"  # a person, who has to mend something first
    ERROR = "error"  # whoever mends Airlock
    BROKEN_OFF = "broken_off"  # it ended without a word: killed, or with its machine


@dataclass(frozen=True)
class Debt:
    """One effect not done yet. Owing it again renews `since`, so that old work never settles new debt."""

    effect: Effect
    since: int  # the deploy's version when it was owed last
    look_at: datetime  # not to be tried, or hinted at again, before then
    leased_until: datetime | None = None  # somebody is at it
    attempts: int = 0
    breaks: int = 0  # attempts that ended without a word, or by an error of our own
    hints: int = 0  # jobs queued since the last attempt
    is_in_line: bool = False  # it is called when its turn has come; owed anew, it keeps its `look_at`
    in_doubt: bool = False  # an attempt ended without a word: it may have taken effect
    problem: str | None = None  # why the last attempt failed, for people
    owed_at: datetime | None = None  # since when, whatever was tried; None: by an older version
    failure: Failure | None = None  # of the last attempt


@dataclass(frozen=True)
class Receipt:
    """Proof that an effect was done: the message that was posted, or what was made on the CI platform."""

    effect: Effect
    since: int
    channel: str  # channel id; "github" for what is there
    ts: str  # Slack's message id, or GitHub's id
    link: str | None = None  # of the card, for people elsewhere


# How long one attempt may last before it is broken off.
LONGEST = timedelta(seconds=15)
LONGER = {
    Effect.REVIEW: timedelta(minutes=3),
    Effect.SUPERSEDE: timedelta(minutes=1),
    Effect.RECHECK: timedelta(minutes=1),
    Effect.FOLLOW: timedelta(seconds=25),  # a matrix has many jobs to ask after
    Effect.DECLINE: timedelta(minutes=1),
    Effect.EXPLAIN: timedelta(minutes=1),
    Effect.SHOW_CHECK: timedelta(minutes=1),
}

# Whose lease has ended is taken for dead, and so is its worker: people wait this long for the next attempt.
# Above LONGEST by as much as two machines' clocks may differ; who takes longer has the lease renewed.
LEASE = timedelta(seconds=20)

# A job is a hint and may be lost with its worker or queue: hint again after this, and twice as long each
# time, or a queue that nobody works on would grow without end.
HINT_AGAIN = timedelta(seconds=10)
HERE = timedelta(seconds=3)  # the same for what a process that lives was about to begin by itself
HINT_MAX = timedelta(minutes=5)
LATE = timedelta(minutes=1)  # where its job may be late rather than lost: look again, and count no hint
