"""The one transition table: (state, event) → (state, effects). What is absent is refused."""

from dataclasses import replace

from app.domain import event as e
from app.domain import rules
from app.domain.change import changed
from app.domain.deploy import Deploy, State
from app.domain.effect import Effect
from app.domain.errors import Refused

S, O = State, Effect  # noqa: E741 - read as columns
Move = tuple[State, tuple[Effect, ...]]

TABLE: dict[tuple[State, type[e.Event]], Move] = {
    (S.QUEUED, e.EvidenceGiven): (S.QUEUED, (O.REVIEW,)),
    (S.QUEUED, e.ReviewStarted): (S.REVIEWING, ()),
    (S.QUEUED, e.Superseded): (S.SUPERSEDED, (O.DECLINE,)),
    (S.QUEUED, e.Cancelled): (S.CANCELLED, (O.DECLINE,)),
    (S.QUEUED, e.Withdrawn): (S.CANCELLED, ()),
    (S.REVIEWING, e.EvidenceGiven): (S.REVIEWING, (O.REVIEW,)),
    (S.REVIEWING, e.ReviewStarted): (S.REVIEWING, ()),
    (S.REVIEWING, e.Reviewed): (
        S.PENDING,
        (O.POST_CARD, O.POST_FINDINGS, O.SUPERSEDE, O.EXPLAIN, O.SHOW_CHECK),
    ),
    (S.REVIEWING, e.ReviewFailed): (S.FAILED, ()),
    (S.REVIEWING, e.Superseded): (S.SUPERSEDED, (O.DECLINE,)),
    (S.REVIEWING, e.Cancelled): (S.CANCELLED, (O.DECLINE,)),
    (S.REVIEWING, e.Withdrawn): (S.CANCELLED, ()),
    (S.PENDING, e.EvidenceGiven): (S.PENDING, (O.REVIEW, O.REFRESH_CARD)),
    (S.PENDING, e.ReviewStarted): (S.PENDING, ()),
    (S.PENDING, e.Reviewed): (S.PENDING, (O.REFRESH_CARD, O.POST_FINDINGS, O.EXPLAIN, O.SHOW_CHECK)),
    (S.PENDING, e.CardLost): (S.PENDING, (O.POST_CARD, O.POST_FINDINGS)),
    (S.PENDING, e.ReminderDue): (S.PENDING, (O.POST_REMINDER,)),
    (S.PENDING, e.DeadlinePassed): (
        S.ESCALATED,
        (O.REFRESH_CARD, O.POST_ESCALATION, O.EXPLAIN, O.SHOW_CHECK),
    ),
    (S.PENDING, e.Endorsed): (S.PENDING, (O.REFRESH_CARD, O.EXPLAIN, O.SHOW_CHECK)),
    (S.PENDING, e.Approved): (S.APPROVED, (O.REFRESH_CARD, O.PROMOTE, O.SHOW_CHECK)),
    (S.PENDING, e.Rejected): (S.REJECTED, (O.REFRESH_CARD, O.POST_REASON, O.DECLINE, O.SHOW_CHECK)),
    (S.PENDING, e.Superseded): (S.SUPERSEDED, (O.REFRESH_CARD, O.DECLINE, O.SHOW_CHECK)),
    (S.PENDING, e.Cancelled): (S.CANCELLED, (O.REFRESH_CARD, O.DECLINE, O.SHOW_CHECK)),
    (S.PENDING, e.Withdrawn): (S.CANCELLED, (O.REFRESH_CARD, O.SHOW_CHECK)),  # a no would hit its re-run
    (S.ESCALATED, e.EvidenceGiven): (S.ESCALATED, (O.REVIEW, O.REFRESH_CARD)),
    (S.ESCALATED, e.ReviewStarted): (S.ESCALATED, ()),
    (S.ESCALATED, e.Reviewed): (S.ESCALATED, (O.REFRESH_CARD, O.POST_FINDINGS, O.EXPLAIN, O.SHOW_CHECK)),
    (S.ESCALATED, e.CardLost): (S.ESCALATED, (O.POST_CARD, O.POST_FINDINGS)),
    (S.ESCALATED, e.Endorsed): (S.ESCALATED, (O.REFRESH_CARD, O.EXPLAIN, O.SHOW_CHECK)),
    (S.ESCALATED, e.Approved): (S.APPROVED, (O.REFRESH_CARD, O.PROMOTE, O.SHOW_CHECK)),
    (S.ESCALATED, e.Rejected): (S.REJECTED, (O.REFRESH_CARD, O.POST_REASON, O.DECLINE, O.SHOW_CHECK)),
    (S.ESCALATED, e.Superseded): (S.SUPERSEDED, (O.REFRESH_CARD, O.DECLINE, O.SHOW_CHECK)),
    (S.ESCALATED, e.Cancelled): (S.CANCELLED, (O.REFRESH_CARD, O.DECLINE, O.SHOW_CHECK)),
    (S.ESCALATED, e.Withdrawn): (S.CANCELLED, (O.REFRESH_CARD, O.SHOW_CHECK)),
    (S.APPROVED, e.PromotionStarted): (S.PROMOTING, (O.REFRESH_CARD, O.FOLLOW)),
    (S.APPROVED, e.WentLive): (
        S.LIVE,
        (O.REFRESH_CARD, O.ANNOUNCE, O.RECHECK, O.SHOW_CHECK),
    ),  # word came before the answer
    (S.APPROVED, e.Failed): (
        S.FAILED,
        (O.REFRESH_CARD, O.POST_FAILURE, O.DECLINE, O.SHOW_CHECK),
    ),  # what was not begun must not wait on
    (S.PROMOTING, e.PromotionStarted): (S.PROMOTING, (O.REFRESH_CARD, O.FOLLOW)),
    (S.PROMOTING, e.WentLive): (S.LIVE, (O.REFRESH_CARD, O.ANNOUNCE, O.RECHECK, O.SHOW_CHECK)),
    (S.PROMOTING, e.Failed): (S.FAILED, (O.REFRESH_CARD, O.POST_FAILURE, O.SHOW_CHECK)),
    (S.FAILED, e.WentLive): (
        S.LIVE,
        (O.REFRESH_CARD, O.ANNOUNCE, O.RECHECK, O.SHOW_CHECK),
    ),  # given up too early: the truth counts
    (S.LIVE, e.RolledBack): (S.ROLLED_BACK, (O.REFRESH_CARD,)),
}

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


def is_over(deploy: Deploy) -> bool:
    """Whether nothing more is to be expected of it."""
    waits = {state for state, kind in TABLE if kind not in (e.WentLive, e.RolledBack)}
    return deploy.state not in waits


def _weighed(deploy: Deploy, event: e.Event) -> e.Event:
    """Turn an approval that is allowed but not enough yet into an endorsement."""
    if not isinstance(event, e.Approved):
        return event
    given = rules.approval(deploy, event.by, event.digest, event.at)
    if rules.quorum(deploy, (*deploy.approvals, given)).is_reached:
        return event
    return e.Endorsed(event.at, event.by, event.digest)
