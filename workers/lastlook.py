"""The last look before a promotion: whether all is still exactly as people approved it."""

from app import wiring
from app.domain.deploy import Deploy
from app.domain.errors import Refused

OTHER_COMMIT = "The report that was approved is about another commit."
OTHER_LIVE = "{live} went live after this was reviewed."
OTHER_RULES = "The policy has changed since this was reviewed."
OTHER_CHECKS = "The required check {name} was {before} when this was approved and is {now}."
NO_CHECK, NOT_REQUIRED, PASSED = "not there", "not required", "success"


def check(parts: wiring.Parts, deploy: Deploy) -> None:
    """Raise Refused or BadInput saying what has changed; Transient when that cannot be told now.

    Locks, freezes and the line are looked at in the transaction that follows.
    """
    digest = deploy.decision.digest if deploy.decision else None
    report = parts.archive.report(digest or "")
    if report.head != deploy.key.sha or report.repository != deploy.key.repository:
        raise Refused(OTHER_COMMIT)
    parts.sources.check_commit(deploy)
    if not deploy.is_overridden:  # who breaks the glass has said that the rest does not matter
        _check_rules(parts, deploy)
        _check_live(parts, deploy)
        _check_checks(parts, deploy)


def _check_rules(parts: wiring.Parts, deploy: Deploy) -> None:
    key = deploy.key
    rules = parts.sources.rules(key.repository, deploy.request.local_path, key.environment)
    if deploy.rules is None or rules.policy != deploy.rules.policy:
        raise Refused(OTHER_RULES)


def _check_live(parts: wiring.Parts, deploy: Deploy) -> None:
    """Let pass what went live meanwhile from within what was reviewed: less changes, and nothing else."""
    live = parts.sources.live(deploy.key.repository, deploy.key.environment)
    before = deploy.summary.live if deploy.summary else None
    if live != before and not (live and parts.sources.is_within(deploy, live)):
        raise Refused(OTHER_LIVE.format(live=(live or "nothing")[:12]))


def _check_checks(parts: wiring.Parts, deploy: Deploy) -> None:
    now = parts.sources.required_checks(deploy)
    if now is None or deploy.summary is None:
        return  # nobody to ask: what the CI told ends with the decision
    before, after = dict(deploy.summary.checks), dict(now)
    for name in sorted(before | after):
        was, is_now = before.get(name, NOT_REQUIRED), after.get(name, NO_CHECK)
        is_fine = is_now == PASSED if was == NOT_REQUIRED else is_now == was
        if not is_fine:
            raise Refused(OTHER_CHECKS.format(name=f"`{name}`", before=was, now=is_now))
