"""Job: look around on GitHub for runs that wait, for nobody may have told, or nobody can reach us."""

import logging
from datetime import timedelta

from app import wiring
from app.domain.arrival import Arrival
from app.domain.errors import BadInput, Transient
from app.ports import Lookout
from workers import arrive, attend, proposed

log = logging.getLogger(__name__)

ROUND = "poll"
LONGEST = timedelta(seconds=60)  # of a round; whose turn did not come begin the next


def run() -> None:
    """Look around once. Safe to run twice: one round is made at a time, and it finds the same deploys."""
    parts = wiring.parts()
    with parts.inbox.lease(ROUND) as is_ours:
        if is_ours and parts.lookout is not None:
            _look_around(parts, parts.lookout)


def _look_around(parts: wiring.Parts, lookout: Lookout) -> None:
    """Look at one repository after the other; one that fails does not hold up the others."""
    try:
        ends = wiring.now() + LONGEST
        repositories = lookout.repositories()
        for repository in repositories:
            if not _tried(parts, lookout, repository) or wiring.now() > ends:
                return
        _look_after_others(parts, frozenset(repositories))
    except (Transient, BadInput) as problem:
        log.warning("polling failed", extra={"why": str(problem)})
        _hold(parts, problem)


def _look_after_others(parts: wiring.Parts, repositories: frozenset[str]) -> None:
    """Look at deploys of repositories that have another name by now, or no App any more."""
    for deploy in parts.archive.waiting():
        if deploy.key.repository not in repositories:
            attend.look(parts, deploy)


def _tried(parts: wiring.Parts, lookout: Lookout, repository: str) -> bool:
    """Return false when GitHub asks to be left alone, which is about more than this repository."""
    try:
        _look(parts, lookout, repository)
    except (Transient, BadInput) as problem:
        log.warning("repository not polled", extra={"repository": repository, "why": str(problem)})
        return not _hold(parts, problem)
    return True


def _hold(parts: wiring.Parts, problem: Exception) -> bool:
    wait = problem.retry_after if isinstance(problem, Transient) else None
    if wait:
        parts.inbox.hold_round(ROUND, wait)
    return bool(wait)


def _look(parts: wiring.Parts, lookout: Lookout, repository: str) -> None:
    waiting = lookout.waiting_runs(repository)
    for run in waiting.news:
        for environment in lookout.waiting(run):
            if not arrive.admit(parts, lookout, run, environment):
                parts.inbox.postpone(Arrival(repository, run.id, environment), wiring.now())
    for deploy in parts.archive.waiting_in(repository):
        if deploy.key.repository == repository and deploy.key.run_id not in map(str, waiting.ids):
            attend.look(parts, deploy)
    lookout.note_read(repository, waiting)
    proposed.look_around(parts, repository)
