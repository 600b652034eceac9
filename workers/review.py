"""Job: gather the evidence, make the report, and put the deploy before people."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from app import wiring
from app.domain import event as e
from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.errors import BadInput, Refused, Transient
from app.domain.evidence import Evidence
from app.domain.outbox import Trouble, Turn
from app.domain.policy import Environment
from app.domain.quorum import brings_nothing
from app.domain.report import Report
from app.domain.summary import Summary
from app.review import review
from app.review.unreviewable import unreviewable
from workers import post
from workers.crowd import Roll, crowd, settled
from workers.eligible import why_stuck
from workers.gateowners import gate_owners
from workers.required import required_checks
from workers.turn import Outcome, attempt

GRACE = timedelta(seconds=10)
PULLS_MAX = 10
TRIES = 3  # of a review that crashes or is killed, before a person is told so


@dataclass(frozen=True)
class Made:
    """A report, what it was made of, and who is who in it."""

    rules: Environment
    evidence: Evidence
    report: Report
    roll: Roll


def run(deploy_id: str, effect: str) -> None:
    """Review, and put the card before people. Safe to run twice: the same evidence makes the same report.

    A stale one is refused.
    """
    made: list[Report] = []
    attempt(deploy_id, Effect(effect), partial(_review, made))
    post.card_of(deploy_id, made[-1] if made else None)


def _review(done: list[Report], parts: wiring.Parts, turn: Turn) -> Outcome:
    """Review; the reports that were put before people are added to those `done`."""
    deploy = turn.deploy
    parts.sources.foresee(deploy)
    with suppress(Refused):  # decided, superseded or told more meanwhile: this report is not wanted
        parts.gate.handle(deploy.id, e.ReviewStarted(wiring.now()))
        try:
            rules = _rules(parts, deploy)
        except BadInput as problem:
            parts.gate.handle(deploy.id, e.ReviewFailed(wiring.now(), str(problem)))
            return None
        if wait := _grace(parts, deploy):
            return wait
        try:
            done.append(_decide(parts, deploy, _report(parts, turn, rules)))
        except Transient as trouble:
            if _is_patient(turn):
                raise
            words = f"{trouble} It is tried again"
            done.append(_decide(parts, deploy, _unread(parts, deploy, rules, words)))
            raise
    return None


def _rules(parts: wiring.Parts, deploy: Deploy) -> Environment:
    """Return the rules of today; those of the last review when they cannot be read any more."""
    key = deploy.key
    try:
        return parts.sources.rules(key.repository, deploy.request.local_path, key.environment)
    except BadInput:
        if deploy.rules is not None:
            return deploy.rules
        raise


def _grace(parts: wiring.Parts, deploy: Deploy) -> Trouble | None:
    """Wait a moment for a CI that queues first and sends its evidence right after."""
    left = min(deploy.queued_at + GRACE - wiring.now(), GRACE)
    if left <= timedelta(0) or deploy.evidence > 0 or parts.sources.has_own(deploy):
        return None
    return Trouble(None, left, in_doubt=False)


def _report(parts: wiring.Parts, turn: Turn, rules: Environment) -> Made:
    """Return the report; one that says so when the review itself does not work, so that people decide."""
    deploy, debt = turn.deploy, turn.deploy.debt(turn.effect)
    if debt is not None and debt.breaks >= TRIES:
        return _unread(parts, deploy, rules, f"the review broke off {TRIES} times")
    evidence = parts.sources.gather(deploy)
    roll = _roll(parts, rules, evidence)
    evidence = settled(roll, deploy, evidence)
    return Made(rules, evidence, review(evidence, rules.expectation), roll)


def _unread(parts: wiring.Parts, deploy: Deploy, rules: Environment, reason: str) -> Made:
    live = parts.archive.live(deploy.key.repository, deploy.key.environment)
    evidence = Evidence(deploy.key.repository, deploy.key.sha, deploy.request.base, live=live)
    return Made(rules, evidence, unreviewable(evidence, reason), _roll(parts, rules, evidence))


def _is_patient(turn: Turn) -> bool:
    """Whether people can wait for another attempt; a card that stands need not say it twice."""
    debt = turn.deploy.debt(turn.effect)
    return turn.deploy.summary is not None or debt is None or debt.attempts < TRIES


def _decide(parts: wiring.Parts, deploy: Deploy, made: Made) -> Report:
    """Put the report before people, of whom somebody has to be able to say yes; return it."""
    parts.archive.keep(made.report)
    summary = _with_people(deploy, made)
    reviewed = replace(deploy, summary=summary, rules=made.rules)
    stuck = why_stuck(parts.chat.lately(), reviewed, wiring.now())
    event = e.Reviewed(wiring.now(), summary, made.rules, stuck)
    parts.gate.handle(deploy.id, event, here=frozenset({Effect.POST_CARD}))
    return made.report


def _with_people(deploy: Deploy, made: Made) -> Summary:
    """Return the summary with who had a part in it, and who may open its gates."""
    summary = _summary(deploy, made.report, made.evidence)
    found = crowd(made.roll, deploy, made.evidence)
    owners = gate_owners(made.roll, made.rules, made.report, made.evidence)
    return replace(
        summary,
        logins=found.logins,
        members=found.members,
        strangers=() if brings_nothing(replace(deploy, summary=summary)) else found.strangers,
        owners=owners.named,
        ownerless=owners.unmatched,
        checks=required_checks(made.rules, made.evidence),
    )


def _roll(parts: wiring.Parts, rules: Environment, evidence: Evidence) -> Roll:
    return Roll(rules.people, parts.links.all(), evidence.logins, parts.chat.user_of)


def _summary(deploy: Deploy, report: Report, evidence: Evidence) -> Summary:
    commits = evidence.commits
    emails = {email for c in commits for email in (c.email, *c.co_authors) if email}
    return Summary(
        digest=report.digest,
        revision=deploy.summary.revision + 1 if deploy.summary else 1,
        evidence=deploy.evidence,
        level=report.level,
        score=report.score,
        subject=commits[0].subject[:500] if commits else "",
        author=commits[0].author[:200] if commits else "unknown author",
        authors=frozenset(email.lower() for email in emails),
        commits=len(commits),
        base=report.base,
        live=evidence.live,
        teller=evidence.teller,
        gates=frozenset(finding.gate for finding in report.findings if finding.gate),
        starters=evidence.starters,
        pulls=(evidence.pulls or ())[:PULLS_MAX],
        takes_back=evidence.takes_back,
        unknowns=len(report.unknown),
    )
