"""Values that the unit tests vary one field of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain import event as e
from app.domain.deploy import (
    Approval,
    Decision,
    Deploy,
    Key,
    Override,
    Promotion,
    Request,
    State,
    queued,
)
from app.domain.effect import Effect, Receipt
from app.domain.event import Event
from app.domain.evidence import Teller
from app.domain.person import Person, Standing
from app.domain.policy import Channels, Environment, Promote, PromoteKind
from app.domain.report import FileChange, Finding, Level, Report, Status, Totals
from app.domain.summary import Summary

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=5)
SHA, BASE = "a" * 40, "b" * 40

RULES = Environment(
    channels=Channels("#deploy-approval"),
    approvers=("@release-owners",),
    promote=Promote(PromoteKind.WEBHOOK, url="http://127.0.0.1:1/promote"),
    override=("@eng-leads",),
)
REPORT = Report(
    repository="harbour/shop",
    base=BASE,
    head=SHA,
    level=Level.LOW,
    score=7,
    recommendation="Routine: nothing stands out.",
    files=(FileChange("shop/cart.py", None, Status.MODIFIED, 3, 1),),
    totals=Totals(files=1, additions=3, deletions=1),
    findings=(Finding("size.lines", Level.LOW, "3 lines of code added.", points=2),),
).sealed()
SUMMARY = Summary(
    digest=REPORT.digest,
    revision=1,
    evidence=0,
    level=Level.LOW,
    score=7,
    subject="Say which size is sold out",
    author="Ana Lima",
    authors=frozenset({"ana@harbour.example"}),
    commits=1,
    base=BASE,
    live=None,
    teller=Teller.GIT,
)
REQUEST = Request(Key("harbour/shop", "production", SHA, "17"), base=BASE, actor="ci")
QUEUED = queued(REQUEST, NOON)
PENDING = replace(
    QUEUED,
    state=State.PENDING,
    rules=RULES,
    summary=SUMMARY,
    deadline=NOON + timedelta(hours=4),
    reminders=(NOON + timedelta(hours=1), NOON + timedelta(hours=3)),
    expires_at=NOON + timedelta(days=7),
    owed=(),
    receipts=(Receipt(Effect.POST_CARD, 1, "C0APPROVAL", "1.1"),),
)

BO = Person("U0BO000001", Standing.MEMBER, "bo@harbour.example", frozenset({"@release-owners"}))
CY = Person("U0CY000001", Standing.MEMBER, "cy@harbour.example", frozenset({"@release-owners", "@security"}))
ANA = Person("U0ANA00001", Standing.MEMBER, "ana@harbour.example", frozenset({"@release-owners"}))
GIL = Person("U0GIL00001", Standing.MEMBER, "gil@harbour.example", frozenset({"@eng-leads"}))
DEE = Person("U0DEE00001", Standing.MEMBER, "dee@harbour.example", frozenset({"@dba"}))

APPROVED = replace(
    PENDING,
    state=State.APPROVED,
    approvals=(Approval(BO.id, NOON, SUMMARY.digest, "approver as @release-owners", BO.belongs_to),),
    decision=Decision(BO.id, NOON, SUMMARY.digest, "approver as @release-owners"),
    promotion=Promotion(answer_by=NOON + timedelta(minutes=30)),
)

# One deploy in each state, as it would be found there, with every clock of that state run out by LATER.
WAITS = replace(
    PENDING,
    approvals=(Approval(CY.id, NOON, SUMMARY.digest, "approver as @release-owners"),),
    ping_at=NOON + timedelta(hours=2),
    rungs=(NOON + timedelta(hours=4, minutes=30),),
    expires_at=NOON + timedelta(hours=5),
    override=Override(GIL.id, NOON, "The shop is down."),  # which was stopped
)
DECIDED = replace(APPROVED, override=Override(GIL.id, NOON, "The shop is down."))
IN_STATE: dict[State, Deploy] = {
    state: replace(DECIDED if state in after else WAITS, state=state)
    for after in [
        {State.APPROVED, State.PROMOTING, State.LIVE, State.FAILED, State.ROLLED_BACK, State.REJECTED}
    ]
    for state in State
}
IN_LINE = replace(IN_STATE[State.APPROVED], promotion=Promotion())  # approved, and its turn has not come

# One event of each kind, such that only the state can stand against it.
EVENTS: dict[type[Event], Event] = {
    type(event): event
    for event in (
        e.EvidenceGiven(LATER),
        e.ReviewStarted(LATER),
        e.Reviewed(LATER, SUMMARY, RULES),
        e.Deadlocked(LATER, SUMMARY, RULES, "it needs one of @dba, and none of them may approve it"),
        e.ReviewFailed(LATER, "no policy"),
        e.CardLost(LATER, "1.1"),
        e.Approved(LATER, BO, SUMMARY.digest),
        e.Endorsed(LATER, BO, SUMMARY.digest),
        e.ApprovalWithdrawn(LATER, CY),
        e.Overridden(LATER, GIL, SUMMARY.digest, "The shop is down.", SHA[:7]),
        e.SignedOff(LATER, BO, "Seen; it was right."),
        e.MarkedHotfix(LATER, ANA, "The cart is empty for everybody."),
        e.LaneChanged(LATER),
        e.Cleared(LATER),
        e.Reopened(LATER, "The policy has changed since this was reviewed."),
        e.Rejected(LATER, BO, SUMMARY.digest, "The cart loses its coupon."),
        e.ReminderDue(LATER),
        e.PingDue(LATER),
        e.RungReached(LATER),
        e.Expired(LATER),
        e.DeadlinePassed(LATER),
        e.PromotionStarted(LATER, "https://ci.example/1"),
        e.WentLive(LATER, "https://ci.example/1"),
        e.Failed(LATER, "smoke test failed"),
        e.Superseded(LATER, "abcdefghijkl"),
        e.Cancelled(LATER, BO, "not today"),
        e.Withdrawn(LATER, "was cancelled on GitHub"),
        e.RolledBack(LATER, "abcdefghijkl"),
    )
}
