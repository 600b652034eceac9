"""What the worker does for the job that it has forked: keeps its lease, bounds it, and notes its death."""

import logging
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from rq.job import Job

from app import wiring
from app.domain.effect import Effect
from app.domain.errors import Refused, Transient

log = logging.getLogger(__name__)

CPU = timedelta(seconds=90)  # of one job, and of each program that it calls; then the kernel ends it
EVERY = 5  # seconds between two looks at a job
GRACE = (
    5.0  # seconds to end after its time is over; what does not is stuck where Python cannot be interrupted
)
EFFECTS = frozenset(effect.value for effect in Effect)


def bound() -> None:
    """Limit what this forked job may use. Not even a loop inside a C library outlives it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime + CPU.total_seconds())
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, most))


def is_overdue(job: Job, worked: float) -> bool:
    """Whether a job that has worked for so many seconds should have been broken off by itself."""
    return worked > float(job.timeout or 0) + GRACE


def keep(job: Job) -> None:
    """Prolong the lease of the effect that the job is at, and of the card that a review posts itself."""
    if owed := _effect(job):
        deploy_id, effect = owed
        for each in (effect, Effect.POST_CARD) if effect is Effect.REVIEW else (effect,):
            with _unharmed(deploy_id):  # the next look is soon
                wiring.parts().gate.renew(deploy_id, each, wiring.now())


def mourn(job: Job) -> None:
    """Have the effect of a job that was killed taken up again soon; and have that noticed."""
    owed = _effect(job)
    deploy_id, effect = owed or (None, job.func_name)
    log.error("job was killed", extra={"deploy": deploy_id, "effect": effect})
    if owed:
        with _unharmed(deploy_id):  # its lease ends by itself
            wiring.parts().gate.let_go(*owed, wiring.now())


@contextmanager
def _unharmed(deploy_id: str | None) -> Iterator[None]:
    """Let the worker go on whatever becomes of the deploy: a record that cannot be read is not its end."""
    try:
        yield
    except (Refused, Transient):
        return
    except Exception:
        log.exception("lease not kept", extra={"deploy": deploy_id})


def _effect(job: Job) -> tuple[str, Effect] | None:
    match job.args:
        case (str() as deploy_id, str() as effect) if effect in EFFECTS:
            return deploy_id, Effect(effect)
        case _:
            return None
