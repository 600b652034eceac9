"""Jobs: something has happened on GitHub to what Airlock holds or follows; look at it now."""

import logging
from contextlib import suppress

from app import wiring
from app.domain import event as e
from app.domain.arrival import Checked, Moved, fate, is_bypass
from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.errors import BadInput, Gone, Refused, Transient
from app.domain.policy import PromoteKind
from app.domain.table import may
from app.ports import Lookout
from workers import follow

log = logging.getLogger(__name__)


def run(repository: str, what: str) -> None:
    """Look at the deploys of a run or a commit. Safe to run twice: it only asks how things stand."""
    parts, mail = wiring.parts(), Moved(repository, what)
    try:
        looked = [look(parts, deploy) for deploy in parts.archive.waiting() if _concerns(deploy, mail)]
    except (Transient, BadInput) as problem:
        log.warning("run not looked at", extra={"repository": repository, "run": what, "why": str(problem)})
        wait = problem.retry_after if isinstance(problem, Transient) else None
        parts.inbox.postpone(mail, wiring.now(), wait)
        return
    if all(looked):
        parts.inbox.settle(mail)
    else:
        parts.inbox.postpone(mail, wiring.now())


def check(repository: str, sha: str) -> None:
    """Have the open deploys of a commit reviewed anew. Safe to run twice: the same evidence says the same."""
    parts = wiring.parts()
    for deploy in parts.archive.waiting_in(repository):
        if deploy.key.sha == sha and may(deploy, e.EvidenceGiven):
            with suppress(Refused):  # decided meanwhile
                parts.gate.handle(deploy.id, e.EvidenceGiven(wiring.now()))
    parts.inbox.settle(Checked(repository, sha))


def look(parts: wiring.Parts, deploy: Deploy) -> bool:
    """Follow it if it is on its way, end it if nothing waits for it any more. False: too early to tell."""
    if deploy.debt(Effect.FOLLOW):
        follow.run(deploy.id, Effect.FOLLOW)
        return True
    if parts.lookout is None or not may(deploy, e.Withdrawn) or not deploy.key.run_id.isdecimal():
        return True
    if deploy.rules is None:  # not reviewed yet
        return False
    if deploy.rules.promote.kind is PromoteKind.PROTECTION_RULE:
        _check_fate(parts, parts.lookout, deploy)
    return True


def _check_fate(parts: wiring.Parts, lookout: Lookout, deploy: Deploy) -> None:
    """End the deploy when GitHub does not wait for Airlock's word any more."""
    try:
        found = lookout.run(deploy.key.repository, int(deploy.key.run_id))
        reason = fate(deploy, found, lookout.waiting(found), lookout.reviews(found))
    except Gone:
        return  # the run was deleted, or the App taken away: nobody can tell, so it stays as it is
    if reason is None:
        return
    if is_bypass(reason):
        log.warning("gate was bypassed", extra={"deploy": deploy.id, "why": reason})
    with suppress(Refused):  # decided meanwhile
        parts.gate.handle(deploy.id, e.Withdrawn(wiring.now(), reason))


def _concerns(deploy: Deploy, mail: Moved) -> bool:
    """Whether it is of the run, whose id is one on all of GitHub, or of the commit."""
    promoted = (deploy.promotion.url or "") if deploy.promotion else ""
    if deploy.key.run_id == mail.what or promoted.endswith(f"/runs/{mail.what}"):
        return True  # whatever the repository was called then
    return deploy.key.sha == mail.what and _is_of(deploy, mail.repository)


def _is_of(deploy: Deploy, repository: str) -> bool:
    return deploy.key.repository.lower() == repository.lower()
