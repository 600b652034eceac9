"""Job: jobs of a run wait on GitHub for Airlock's word; make a deploy of them."""

import hashlib
import logging
from contextlib import suppress
from datetime import timedelta

from app import wiring
from app.domain import event as e
from app.domain.arrival import Arrival, Run, refusal, unclear
from app.domain.deploy import Request
from app.domain.errors import BadInput, Gone, Missing, Refused, Transient
from app.domain.policy import PromoteKind
from app.ports import Lookout

log = logging.getLogger(__name__)

SHOWS_WITHIN = timedelta(minutes=10)  # a webhook may be faster than what GitHub's API shows


def run(repository: str, run_id: int, environment: str, sha: str = "") -> None:
    """Queue the deploy. Safe to run twice: the same run, attempt, commit and environment are one deploy."""
    parts, mail = wiring.parts(), Arrival(repository, run_id, environment, sha)
    extra = {"repository": repository, "run": run_id, "environment": environment}
    try:
        is_done = parts.lookout is None or _receive(parts, parts.lookout, mail)
    except Gone as problem:
        log.info("run is not ours", extra={**extra, "why": str(problem)})
        is_done = True
    except (Transient, BadInput) as problem:
        log.warning("run waits on", extra={**extra, "why": str(problem)})
        parts.inbox.postpone(
            mail, wiring.now(), problem.retry_after if isinstance(problem, Transient) else None
        )
        return
    if is_done:
        parts.inbox.settle(mail)


def _receive(parts: wiring.Parts, lookout: Lookout, mail: Arrival) -> bool:
    """Return whether it is done with. What the webhook said is only a name to ask GitHub about."""
    waiting_run = lookout.run(mail.repository, mail.run_id)
    if waiting_run.is_over:
        return True
    named = [name for name in lookout.waiting(waiting_run) if name.lower() == mail.environment.lower()]
    if not named:
        if not _is_known(parts, lookout, waiting_run, mail.environment):
            parts.inbox.postpone(mail, wiring.now(), within=SHOWS_WITHIN)
            return False
        return True
    if admit(parts, lookout, waiting_run, named[0], mail.sha):
        return True
    parts.inbox.postpone(mail, wiring.now())
    return False


def admit(parts: wiring.Parts, lookout: Lookout, run: Run, environment: str, sha: str = "") -> bool:
    """Queue what waits for our rule. False: it stays shut, GitHub shows why, and it needs another look."""
    request = run.request(environment)
    if _is_known(parts, lookout, run, environment) or not lookout.is_guarded(run, environment):
        return True
    why = unclear(run, sha) or _without_rules(parts, run, environment)
    if why:
        _say_once(parts, lookout, run, refusal(environment, why), environment)
        return False
    deploy, is_new = parts.gate.queue(request, wiring.now())
    if is_new:
        log.info("deploy arrived", extra={"deploy": deploy.id, "run": run.id, "environment": environment})
        _end_older_attempts(parts, request)
    return True


def _is_known(parts: wiring.Parts, lookout: Lookout, run: Run, environment: str) -> bool:
    """Whether it is queued already, be it under a name that the repository had before."""
    key = run.request(environment).key
    try:
        parts.gate.get(key.deploy_id)
    except Missing:
        same = (key.run_id, key.run_attempt, key.environment, key.sha)
        others = (deploy.key for deploy in parts.archive.waiting_by(key.run_id))
        names = {o.repository for o in others if (o.run_id, o.run_attempt, o.environment, o.sha) == same}
        return any(_leads_to(lookout, name, run) for name in names)
    return True


def _leads_to(lookout: Lookout, name: str, run: Run) -> bool:
    """Whether GitHub shows that very run under another name: a CI may have queued anything by its id."""
    try:
        return lookout.run(name, run.id).repository == run.repository
    except BadInput:
        return False


def _without_rules(parts: wiring.Parts, run: Run, environment: str) -> str | None:
    """Say why no rules of ours hold there; None when they do."""
    try:
        kind = parts.sources.rules(run.repository, None, environment).promote.kind
    except BadInput as problem:
        return f"Airlock has no rules for `{environment}`; add it to .github/airlock.yml. {problem}"
    if kind is not PromoteKind.PROTECTION_RULE:
        wanted = f"write `promote: {{kind: {PromoteKind.PROTECTION_RULE}}}` for it"
        return f"the policy promotes it by {kind}, yet its jobs wait for Airlock on GitHub; {wanted}."
    return None


def _say_once(parts: wiring.Parts, lookout: Lookout, run: Run, words: str, environment: str) -> None:
    """Tell those who look at the run; never more than once the same, for GitHub shows ten reports at most."""
    digest = hashlib.sha256(f"{run.repository}\n{environment}\n{words}".encode()).hexdigest()[:16]
    what = f"say-{run.id}-{run.attempt}-{digest}"
    if not parts.inbox.once(what):
        return
    extra = {"repository": run.repository, "run": run.id, "environment": environment}
    log.warning("run stays shut", extra={**extra, "why": words})
    try:
        lookout.say(run, environment, words)
    except (Transient, BadInput) as problem:
        parts.inbox.undo_once(what)
        log.warning("run not told why", extra={**extra, "why": str(problem)})


def _end_older_attempts(parts: wiring.Parts, request: Request) -> None:
    key = request.key
    for older in parts.archive.waiting_by(key.run_id):
        if older.key.environment == key.environment and older.key.run_attempt < key.run_attempt:
            reason = f"was run again on GitHub, as attempt {key.run_attempt}"
            with suppress(Refused):  # it was decided
                parts.gate.handle(older.id, e.Withdrawn(wiring.now(), reason))
