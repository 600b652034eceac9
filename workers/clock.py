"""The clock: looks at every deploy when its time has come, and never decides anything by itself."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event

from app import wiring
from app.domain.effect import Effect
from app.domain.errors import Missing, Transient
from app.domain.outbox import NOTHING
from app.domain.vitals import BEAT
from app.ports.watch import Heart
from workers import audit, poll, prune, redeliver
from workers.outage import Outage

REDELIVER = timedelta(minutes=5)
MENDED = timedelta(minutes=1)  # how often to try a deploy that cannot be read

log = logging.getLogger(__name__)


def run(parts: wiring.Parts, stop: Event, every: timedelta) -> None:
    """Tick until told to stop. Two clocks do no harm: each look is one transaction, decided by the table."""
    outage, pulse = Outage(log, "Redis"), parts.pulse("clock")
    while _has_waited(stop, every, pulse):
        try:
            tick(parts, pulse.beat)
        except Transient as problem:
            outage.begins(str(problem))
        else:
            outage.ends()


def _has_waited(stop: Event, every: timedelta, pulse: Heart) -> bool:
    """Wait with a beating heart; return whether that was not the end."""
    until = time.monotonic() + every.total_seconds()
    while (left := until - time.monotonic()) > 0 and not stop.wait(min(left, BEAT.total_seconds())):
        pulse.beat()
    return not stop.is_set()


def tick(parts: wiring.Parts, beat: Callable[[], object] = lambda: None) -> None:
    """Look at everything that is due; what breaks off keeps nothing after it waiting. Safe to run twice.

    `beat` is called again and again: after an outage there may be a thousand to look at.
    """

    def _look(parts: wiring.Parts) -> None:
        _look_at_due(parts, beat)

    for look in (_look, _call, _hint_lanes, _hint_inbox, _hint_pulls, _begin_rounds):
        try:
            look(parts)
        except Transient:
            raise
        except Exception:
            log.exception("clock broke off", extra={"at": look.__name__})


def _look_at_due(parts: wiring.Parts, beat: Callable[[], object]) -> None:
    due = parts.gate.due(wiring.now())
    full = parts.gate.full() if due else NOTHING
    for deploy_id in due:
        beat()
        try:
            parts.gate.look(deploy_id, wiring.now(), full)
        except Transient:
            raise
        except Missing:
            log.warning("deploy is gone from Redis", extra={"deploy": deploy_id})
            parts.archive.forget(deploy_id)
        except Exception:  # one that cannot be read must not hold up the others
            log.exception("deploy not looked at", extra={"deploy": deploy_id})
            parts.archive.put_off(deploy_id, wiring.now() + MENDED)


def _hint_lanes(parts: wiring.Parts) -> None:
    parts.lanes.hint(wiring.now())


def _hint_inbox(parts: wiring.Parts) -> None:
    parts.inbox.hint(wiring.now())


def _hint_pulls(parts: wiring.Parts) -> None:
    parts.pull_gates.hint(wiring.now())


def _call(parts: wiring.Parts) -> None:
    """Have tried what waited for Slack, GitHub or the CI, and may try now."""
    for name, deploy_id, effect in parts.lines.called():
        if not _hint(parts, deploy_id, effect):
            parts.lines.leave(name, deploy_id, effect)
    for deploy_id, effect in parts.recall.called(wiring.now()):
        if not _hint(parts, deploy_id, effect):
            parts.recall.leave(deploy_id, effect)


def _hint(parts: wiring.Parts, deploy_id: str, effect: Effect) -> bool:
    """Queue its job; return whether there is one to do, as far as can be read."""
    try:
        return parts.gate.hint(deploy_id, effect)
    except Transient:
        raise
    except Exception:  # one that cannot be read must not stop the clock for the others
        log.exception("deploy not called", extra={"deploy": deploy_id})
        return False


def _begin_rounds(parts: wiring.Parts) -> None:
    """Have the old end of the record pruned, and GitHub looked at; other clocks may do the same."""
    settings = parts.settings
    parts.inbox.begin_round(prune.ROUND, "workers.prune.run", prune.EVERY)
    if wiring.github_credentials(settings).is_known:
        audit.hint(parts)
    if not wiring.github_credentials(settings).is_app:
        return
    if settings.airlock_github_poll:
        parts.inbox.begin_round(poll.ROUND, "workers.poll.run", settings.airlock_github_poll)
    if settings.github_webhook_secret is not None:
        parts.inbox.begin_round(redeliver.ROUND, "workers.redeliver.run", REDELIVER)
