"""Who is served first where Slack sets the pace: one line for each channel, one for all redrawing."""

from dataclasses import dataclass

from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.quorum import is_first
from app.domain.table import is_open

# What follows from a word that somebody has just said; they look for it.
WORDS = {
    Effect.POST_REASON,
    Effect.POST_FAILURE,
    Effect.POST_REOPENED,
    Effect.POST_OVERRIDE,
    Effect.POST_ESCALATION,
    Effect.ANNOUNCE,
}
CLASS = 1e11  # above any time in seconds


@dataclass(frozen=True)
class Line:
    """Where calls wait for each other, from when Slack has asked to slow down until all have passed."""

    name: str
    rate: float  # calls a second
    burst: int  # calls at once, after a pause


@dataclass(frozen=True)
class Ticket:
    """One effect's place in a line."""

    line: Line
    deploy_id: str
    effect: Effect
    rank: float  # the lowest is served first


# docs.slack.dev/apis/web-api/rate-limits: one post a second and channel, short bursts; tier 3: 50 a minute.
UPDATES = Line("update", rate=50 / 60, burst=20)


def posts(channel_id: str) -> Line:
    return Line(f"post:{channel_id}", rate=1.0, burst=3)


def ticket(line: Line, deploy: Deploy, effect: Effect) -> Ticket:
    return Ticket(line, deploy.id, effect, rank(deploy, effect))


def _shows_buttons(deploy: Deploy) -> bool:
    """Whether the card still asks for what is decided: it was not drawn since."""
    debt, decision = deploy.debt(Effect.REFRESH_CARD), deploy.decision
    if is_open(deploy) or debt is None or debt.owed_at is None or decision is None:
        return False
    return debt.owed_at <= decision.at


def rank(deploy: Deploy, effect: Effect) -> float:
    """Return the place: urgent cards, what somebody has just said or decided, cards as queued, the rest."""
    if effect in WORDS or (effect is Effect.REFRESH_CARD and _shows_buttons(deploy)):
        order = 1
    elif effect in {Effect.POST_CARD, Effect.REFRESH_CARD}:
        order = 0 if is_first(deploy) else 2
    else:
        order = 3
    return order * CLASS + deploy.queued_at.timestamp()
