"""Which work is wanted at all: for whom, of which deploys, and while what may still happen."""

from app.domain import event as e
from app.domain.deploy import Deploy
from app.domain.effect import Debt, Effect
from app.domain.evidence import Teller
from app.domain.policy import PromoteKind, Supersede
from app.domain.table import may

# What can only be done once the card is there.
NEEDS_CARD = {
    Effect.POST_FINDINGS,
    Effect.REFRESH_CARD,
    Effect.POST_REMINDER,
    Effect.POST_PING,
    Effect.POST_REASON,
    Effect.POST_EXPIRY,
    Effect.POST_REOPENED,
    Effect.POST_FAILURE,
    Effect.EXPLAIN,  # which link to it
    Effect.SHOW_CHECK,
}
# What is pointless once the table no longer knows this event: nobody waits for it any more.
ONLY_WHILE: dict[Effect, type[e.Event]] = {
    Effect.REVIEW: e.EvidenceGiven,
    Effect.POST_REMINDER: e.ReminderDue,
    Effect.POST_PING: e.PingDue,
    Effect.POST_REOPENED: e.Approved,
    Effect.POST_ESCALATION: e.Approved,
    Effect.EXPLAIN: e.Approved,
    Effect.POST_FAILURE: e.WentLive,
    Effect.FOLLOW: e.Failed,
}
# What only a CI platform cares about that Airlock itself can tell something.
FROM_PLATFORM = {Teller.GITHUB, Teller.GITHUB_AND_CI}
ON_PLATFORM = {Effect.DECLINE, Effect.EXPLAIN, Effect.SHOW_CHECK}
# Whose trouble the card tells; Slack's own trouble could not be told there.
TOLD_ON_CARD = {Effect.REVIEW, Effect.PROMOTE, Effect.FOLLOW, *ON_PLATFORM}


def concerns(deploy: Deploy, effect: Effect) -> bool:
    """Whether the rules, and where the deploy came from, leave anything to do."""
    if effect is Effect.SUPERSEDE:
        mode = deploy.rules.supersede if deploy.rules else Supersede.NEVER
        return mode is Supersede.ON_APPROVAL or (mode is Supersede.LATEST and may(deploy, e.Approved))
    return effect not in ON_PLATFORM or _is_on_platform(deploy)


def _is_on_platform(deploy: Deploy) -> bool:
    """Whether there may be something to tell the CI platform; a webhook's CI hears of an approval alone."""
    read_there = deploy.summary is not None and deploy.summary.teller in FROM_PLATFORM
    return read_there or deploy.rules is None or deploy.rules.promote.kind is not PromoteKind.WEBHOOK


def is_wanted(deploy: Deploy, debt: Debt) -> bool:
    """Whether anybody still waits for it."""
    event = ONLY_WHILE.get(debt.effect)
    return event is None or may(deploy, event)


def waits_for_card(deploy: Deploy, debt: Debt) -> bool:
    """Whether it can only be done once the card is there, and that is not."""
    return debt.effect in NEEDS_CARD and deploy.card is None
