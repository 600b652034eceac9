"""Job: have webhooks delivered again that did not get through, for GitHub does not do so by itself."""

import logging
from datetime import timedelta

from app import wiring
from app.domain.arrival import Lost
from app.domain.errors import BadInput, Transient
from app.ports import Lookout

log = logging.getLogger(__name__)

ROUND = "redeliver"
KEPT = timedelta(days=3)  # GitHub delivers again what is no older
MOST = 50  # in one round


def run() -> None:
    """Ask for each once. Safe to run twice: what was asked for is remembered, and taken in only once."""
    parts = wiring.parts()
    with parts.inbox.lease(ROUND) as is_ours:
        if is_ours and parts.lookout is not None and parts.settings.github_webhook_secret is not None:
            _ask(parts, parts.lookout)


def _ask(parts: wiring.Parts, lookout: Lookout) -> None:
    asked = 0
    try:
        for lost in lookout.lost(wiring.now() - KEPT):
            what = f"redeliver-{lost.delivery}"
            if asked >= MOST or parts.inbox.has_taken(lost.delivery) or not parts.inbox.once(what):
                continue
            asked += 1
            log.info("webhook asked for again", extra={"delivery": lost.delivery, "event": lost.event})
            _ask_again(parts, lookout, lost, what)
    except (Transient, BadInput) as problem:
        log.warning("lost webhooks not asked for", extra={"why": str(problem)})
        if isinstance(problem, Transient) and problem.retry_after:
            parts.inbox.hold_round(ROUND, problem.retry_after)


def _ask_again(parts: wiring.Parts, lookout: Lookout, lost: Lost, what: str) -> None:
    """Ask; what GitHub may not have heard is asked for in another round, for a webhook counts once."""
    try:
        lookout.ask_again(lost)
    except Transient:
        parts.inbox.undo_once(what)
        raise
