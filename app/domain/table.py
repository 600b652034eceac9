"""The one transition table: (state, event) → (state, effects). What is absent is refused."""

from dataclasses import replace

from app.domain import event as e
from app.domain import rules
from app.domain.change import changed
from app.domain.deploy import Deploy, State
from app.domain.effect import Effect
from app.domain.errors import Refused
from app.domain.quorum import quorum

S, O = State, Effect  # noqa: E741 - read as columns
Move = tuple[State, tuple[Effect, ...]]

CARD, FINDINGS, CHECK = O.REFRESH_CARD, O.POST_FINDINGS, O.SHOW_CHECK
TABLE: dict[tuple[State, type[e.Event]], Move] = {
    (S.QUEUED, e.EvidenceGiven): (S.QUEUED, (O.REVIEW,)),
    (S.QUEUED, e.ReviewStarted): (S.REVIEWING, ()),
    (S.QUEUED, e.MarkedHotfix): (S.QUEUED, ()),
    (S.QUEUED, e.Superseded): (S.SUPERSEDED, (O.DECLINE,)),
    (S.QUEUED, e.Cancelled): (S.CANCELLED, (O.DECLINE,)),
    (S.QUEUED, e.Withdrawn): (S.CANCELLED, ()),
    (S.QUEUED, e.Expired): (S.EXPIRED, (O.DECLINE,)),
    (S.REVIEWING, e.EvidenceGiven): (S.REVIEWING, (O.REVIEW,)),
    (S.REVIEWING, e.ReviewStarted): (S.REVIEWING, ()),
    (S.REVIEWING, e.MarkedHotfix): (S.REVIEWING, ()),
    (S.REVIEWING, e.Reviewed): (S.PENDING, (O.POST_CARD, FINDINGS, O.SUPERSEDE, O.EXPLAIN, CHECK)),
    (S.REVIEWING, e.Deadlocked): (
        S.ESCALATED,
        (O.POST_CARD, FINDINGS, O.SUPERSEDE, O.POST_ESCALATION, O.EXPLAIN, CHECK),
    ),
    (S.REVIEWING, e.ReviewFailed): (S.FAILED, ()),
    (S.REVIEWING, e.Superseded): (S.SUPERSEDED, (O.DECLINE,)),
    (S.REVIEWING, e.Cancelled): (S.CANCELLED, (O.DECLINE,)),
    (S.REVIEWING, e.Withdrawn): (S.CANCELLED, ()),
    (S.REVIEWING, e.Expired): (S.EXPIRED, (O.DECLINE,)),
    (S.PENDING, e.EvidenceGiven): (S.PENDING, (O.REVIEW, CARD)),
    (S.PENDING, e.ReviewStarted): (S.PENDING, ()),
    (S.PENDING, e.Reviewed): (S.PENDING, (CARD, FINDINGS, O.EXPLAIN, CHECK)),
    (S.PENDING, e.Deadlocked): (S.ESCALATED, (CARD, FINDINGS, O.POST_ESCALATION, O.EXPLAIN, CHECK)),
    (S.PENDING, e.CardLost): (S.PENDING, (O.POST_CARD, FINDINGS)),
    (S.PENDING, e.LaneChanged): (S.PENDING, (CARD, CHECK)),
    (S.PENDING, e.MarkedHotfix): (S.PENDING, (CARD,)),
    (S.PENDING, e.ReminderDue): (S.PENDING, (O.POST_REMINDER,)),
    (S.PENDING, e.PingDue): (S.PENDING, (O.POST_PING,)),
    (S.PENDING, e.DeadlinePassed): (S.ESCALATED, (CARD, O.POST_ESCALATION, O.EXPLAIN, CHECK)),
    (S.PENDING, e.Endorsed): (S.PENDING, (CARD, O.EXPLAIN, CHECK)),
    (S.PENDING, e.ApprovalWithdrawn): (S.PENDING, (CARD, O.EXPLAIN, CHECK)),
    (S.PENDING, e.Approved): (S.APPROVED, (CARD, O.PROMOTE, O.SUPERSEDE, CHECK)),
    (S.PENDING, e.Overridden): (S.APPROVED, (CARD, O.POST_OVERRIDE, O.PROMOTE, O.SUPERSEDE, CHECK)),
    (S.PENDING, e.Rejected): (S.REJECTED, (CARD, O.POST_REASON, O.DECLINE, CHECK)),
    (S.PENDING, e.Superseded): (S.SUPERSEDED, (CARD, O.DECLINE, CHECK)),
    (S.PENDING, e.Cancelled): (S.CANCELLED, (CARD, O.DECLINE, CHECK)),
    (S.PENDING, e.Withdrawn): (S.CANCELLED, (CARD, CHECK)),  # a no would hit its re-run
    (S.PENDING, e.SignedOff): (S.PENDING, (CARD, O.SHOW_OVERRIDE)),  # of before it was stopped
    (S.PENDING, e.Expired): (S.EXPIRED, (CARD, O.POST_EXPIRY, O.DECLINE, CHECK)),
    (S.ESCALATED, e.EvidenceGiven): (S.ESCALATED, (O.REVIEW, CARD)),
    (S.ESCALATED, e.ReviewStarted): (S.ESCALATED, ()),
    (S.ESCALATED, e.Reviewed): (S.ESCALATED, (CARD, FINDINGS, O.EXPLAIN, CHECK)),
    (S.ESCALATED, e.CardLost): (S.ESCALATED, (O.POST_CARD, FINDINGS)),
    (S.ESCALATED, e.LaneChanged): (S.ESCALATED, (CARD, CHECK)),
    (S.ESCALATED, e.MarkedHotfix): (S.ESCALATED, (CARD,)),
    (S.ESCALATED, e.RungReached): (S.ESCALATED, (O.POST_ESCALATION,)),
    (S.ESCALATED, e.Endorsed): (S.ESCALATED, (CARD, O.EXPLAIN, CHECK)),
    (S.ESCALATED, e.ApprovalWithdrawn): (S.ESCALATED, (CARD, O.EXPLAIN, CHECK)),
    (S.ESCALATED, e.Approved): (S.APPROVED, (CARD, O.PROMOTE, O.SUPERSEDE, CHECK)),
    (S.ESCALATED, e.Overridden): (S.APPROVED, (CARD, O.POST_OVERRIDE, O.PROMOTE, O.SUPERSEDE, CHECK)),
    (S.ESCALATED, e.Rejected): (S.REJECTED, (CARD, O.POST_REASON, O.DECLINE, CHECK)),
    (S.ESCALATED, e.Superseded): (S.SUPERSEDED, (CARD, O.DECLINE, CHECK)),
    (S.ESCALATED, e.Cancelled): (S.CANCELLED, (CARD, O.DECLINE, CHECK)),
    (S.ESCALATED, e.Withdrawn): (S.CANCELLED, (CARD, CHECK)),
    (S.ESCALATED, e.SignedOff): (S.ESCALATED, (CARD, O.SHOW_OVERRIDE)),  # of before it was stopped
    (S.ESCALATED, e.Expired): (S.EXPIRED, (CARD, O.POST_EXPIRY, O.DECLINE, CHECK)),
    (S.APPROVED, e.LaneChanged): (S.APPROVED, (CARD,)),
    (S.APPROVED, e.Cleared): (S.APPROVED, (CARD,)),
    (S.APPROVED, e.Reopened): (
        S.PENDING,
        (CARD, O.REVIEW, O.SUPERSEDE, O.POST_REOPENED, O.EXPLAIN, CHECK),
    ),
    (S.APPROVED, e.Cancelled): (S.CANCELLED, (CARD, O.DECLINE, CHECK)),
    (S.APPROVED, e.SignedOff): (S.APPROVED, (CARD, O.SHOW_OVERRIDE)),
    (S.APPROVED, e.PromotionStarted): (S.PROMOTING, (CARD, O.FOLLOW)),
    (S.APPROVED, e.WentLive): (S.LIVE, (CARD, O.ANNOUNCE, O.RECHECK, CHECK)),  # word came before the answer
    (S.APPROVED, e.Failed): (
        S.FAILED,
        (CARD, O.POST_FAILURE, O.DECLINE, CHECK),
    ),  # what was not begun must not wait on
    (S.PROMOTING, e.PromotionStarted): (S.PROMOTING, (CARD, O.FOLLOW)),
    (S.PROMOTING, e.WentLive): (S.LIVE, (CARD, O.ANNOUNCE, O.RECHECK, CHECK)),
    (S.PROMOTING, e.Failed): (S.FAILED, (CARD, O.POST_FAILURE, CHECK)),
    (S.PROMOTING, e.SignedOff): (S.PROMOTING, (CARD, O.SHOW_OVERRIDE)),
    (S.FAILED, e.WentLive): (S.LIVE, (CARD, O.ANNOUNCE, O.RECHECK, CHECK)),  # given up too early: true counts
    (S.FAILED, e.SignedOff): (S.FAILED, (CARD, O.SHOW_OVERRIDE)),
    (S.REJECTED, e.SignedOff): (S.REJECTED, (CARD, O.SHOW_OVERRIDE)),
    (S.SUPERSEDED, e.SignedOff): (S.SUPERSEDED, (CARD, O.SHOW_OVERRIDE)),
    (S.CANCELLED, e.SignedOff): (S.CANCELLED, (CARD, O.SHOW_OVERRIDE)),
    (S.EXPIRED, e.SignedOff): (S.EXPIRED, (CARD, O.SHOW_OVERRIDE)),
    (S.LIVE, e.RolledBack): (S.ROLLED_BACK, (CARD,)),
    (S.LIVE, e.SignedOff): (S.LIVE, (CARD, O.SHOW_OVERRIDE)),
    (S.ROLLED_BACK, e.SignedOff): (S.ROLLED_BACK, (CARD, O.SHOW_OVERRIDE)),
}
AFTERWARDS = {e.WentLive, e.RolledBack, e.SignedOff}  # may still come when nothing more is to be expected

# What to tell somebody who comes too late, or too early.
STANDS = {
    S.QUEUED: "This deploy waits for its review.",
    S.REVIEWING: "This deploy is being reviewed; its card comes in a moment.",
    S.PENDING: "This deploy waits for a decision.",
    S.ESCALATED: "This deploy waits for a decision; nobody answered in time.",
    S.APPROVED: "Already approved by <@{by}> at {at}; nothing changed.",
    S.PROMOTING: "Already approved by <@{by}> at {at} and on its way; nothing changed.",
    S.LIVE: "Already live, approved by <@{by}> at {at}; nothing changed.",
    S.REJECTED: "Already rejected by <@{by}> at {at}; nothing changed.",
    S.FAILED: "This deploy has failed; queue it again once the cause is mended.",
    S.SUPERSEDED: "This deploy was superseded by {detail}; decide on that one.",
    S.CANCELLED: "This deploy was cancelled by <@{by}> at {at}.",
    S.EXPIRED: "This deploy has expired: nobody decided in time; queue it again.",
    S.ROLLED_BACK: "This deploy was rolled back; nothing changed.",
}
WITHDRAWN = "Nothing waits for this deploy any more: it {detail}."


def advance(deploy: Deploy, event: e.Event) -> tuple[Deploy, tuple[Effect, ...]]:
    """Return the deploy after `event`, and the work now owed. Raises Refused."""
    if (deploy.state, type(event)) not in TABLE:
        raise Refused(standing(deploy))
    event = _weighed(deploy, event)
    state, effects = TABLE[deploy.state, type(event)]
    return replace(changed(event, deploy), state=state, changed_at=event.at), effects


def standing(deploy: Deploy) -> str:
    """Say in one sentence where the deploy stands, for somebody who would have it otherwise."""
    decision = deploy.decision
    words = WITHDRAWN if decision is None and deploy.state is S.CANCELLED else STANDS[deploy.state]
    return words.format(
        by=decision.by if decision else "?",
        at=f"{decision.at:%Y-%m-%d %H:%M} UTC" if decision else "?",
        detail=deploy.detail,
    )


def may(deploy: Deploy, event: type[e.Event]) -> bool:
    """Whether the table knows this event where the deploy stands."""
    return (deploy.state, event) in TABLE


def is_open(deploy: Deploy) -> bool:
    """Whether a person's answer would still count."""
    return may(deploy, e.Approved)


def is_approved(deploy: Deploy) -> bool:
    """Whether people's approval stands: a production job may go ahead with exactly this commit."""
    return may(deploy, e.PromotionStarted) or deploy.state is State.LIVE


def is_cleared(deploy: Deploy) -> bool:
    """Whether a production job may go ahead now: approved, its turn, and the last look has passed."""
    promotion = deploy.promotion
    has_passed = promotion is not None and (promotion.answer_by or promotion.ended_at) is not None
    return is_approved(deploy) and has_passed


def was_live(deploy: Deploy) -> bool:
    """Whether it went live, whatever took its place since."""
    return deploy.state in {S.LIVE, S.ROLLED_BACK}


def is_over(deploy: Deploy) -> bool:
    """Whether nothing more is to be expected of it."""
    waits = {state for state, kind in TABLE if kind not in AFTERWARDS}
    return deploy.state not in waits


def is_going(deploy: Deploy) -> bool:
    """Whether it is on its way to production, or waits in line for that: it takes up its lane."""
    return may(deploy, e.PromotionStarted)


def _weighed(deploy: Deploy, event: e.Event) -> e.Event:
    """Turn an approval that is not enough yet into an endorsement, and a review in vain into a deadlock."""
    match event:
        case e.Approved():
            given = rules.approval(deploy, event.by, event.digest, event.at)
            is_enough = quorum(deploy, (*deploy.approvals, given)).is_reached
            return event if is_enough else e.Endorsed(event.at, event.by, event.digest)
        case e.Reviewed(stuck=str() as why) if may(deploy, e.Deadlocked):
            return e.Deadlocked(event.at, event.summary, event.rules, why)
        case _:
            return event
