"""Job: let go what was kept for as long as the policies ask: old entries of the record, deploys, reports."""

import logging
from datetime import timedelta
from functools import cache

from app import wiring
from app.domain.audit.retention import KeptFor
from app.domain.policy import OPERATOR, Environment, Policy

log = logging.getLogger(__name__)

ROUND, EVERY = "prune", timedelta(hours=1)
TURNS = 10  # transactions on the record in one round


def run() -> None:
    """Prune a bounded part. Safe to run twice: each part goes in one transaction, with its entry."""
    parts = wiring.parts()
    with parts.inbox.lease(ROUND) as is_ours:
        if is_ours:
            _prune(parts)


def _prune(parts: wiring.Parts) -> None:
    now, kept_for = wiring.now(), _retention(parts)
    deploys = parts.retention.prune_history(now)
    entries = 0
    for _ in range(TURNS):
        gone = parts.retention.prune(now, kept_for)
        entries += gone
        if not gone:
            break
    if entries or deploys:
        log.info("record pruned", extra={"entries": entries, "deploys": deploys})


def _retention(parts: wiring.Parts) -> KeptFor:
    """Return how long entries are kept: as the good policies say now; the default where none speaks."""
    policy = cache(parts.archive.good_policy)

    def kept_for(repository: str | None, environment: str | None) -> timedelta:
        own = _found(policy(repository), environment) if repository else None
        return own or _found(policy(OPERATOR), environment) or Environment.retention

    return kept_for


def _found(policy: Policy | None, environment: str | None) -> timedelta | None:
    rules = policy.environments.get(environment) if policy and environment else None
    return rules.retention if rules else None
