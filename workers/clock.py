"""The clock: looks at every deploy when its time has come, and never decides anything by itself."""

import logging
from datetime import timedelta
from threading import Event

from app import wiring
from app.domain.errors import Transient

log = logging.getLogger(__name__)


def run(parts: wiring.Parts, stop: Event, every: timedelta) -> None:
    """Tick until told to stop. Two clocks do no harm: each look is one transaction, decided by the table."""
    while not stop.wait(every.total_seconds()):
        try:
            tick(parts)
        except Transient as problem:
            log.warning("clock waits", extra={"why": str(problem)})


def tick(parts: wiring.Parts) -> None:
    """Look at everything that is due. Safe to run twice."""
    for deploy_id in parts.gate.due(wiring.now()):
        try:
            parts.gate.look(deploy_id, wiring.now())
        except Transient:
            raise
        except Exception:  # one that cannot be read must not hold up the others
            log.exception("deploy not looked at", extra={"deploy": deploy_id})
