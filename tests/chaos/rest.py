"""Whether a deploy is at rest: it has ended or waits for a person, and nothing is owed or about to be."""

from dataclasses import replace
from datetime import timedelta

from app import wiring
from app.domain import clocks
from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.table import is_open

SOON = timedelta(seconds=4)  # until something is due by itself
OVER = {"live", "rejected", "failed", "superseded", "cancelled", "expired", "rolled_back"}


def is_at_rest(deploy: Deploy) -> bool:
    if deploy.owed or not (deploy.state.value in OVER or is_waiting(deploy)):
        return False
    due = clocks.wake_at(deploy)
    return due is None or due > wiring.now() + SOON


def without_card(deploy: Deploy) -> Deploy:
    """Return it as if its card were true."""
    owed = tuple(debt for debt in deploy.owed if debt.effect is not Effect.REFRESH_CARD)
    return replace(deploy, owed=owed)


def is_taken(deploy: Deploy) -> bool:
    """Whether a worker is at something that it owes."""
    return any(debt.leased_until and debt.leased_until > wiring.now() for debt in deploy.owed)


def is_waiting(deploy: Deploy) -> bool:
    """Whether a person's answer is what it waits for."""
    return is_open(deploy) and deploy.summary is not None and deploy.summary.evidence == deploy.evidence
