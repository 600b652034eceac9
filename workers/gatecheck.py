"""Jobs: whose review a pull request needs, and whether it has been given, shown as a check run."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from app import wiring
from app.domain.errors import BadInput, Gone, NoPolicy, Transient
from app.domain.evidence import Evidence, Expectation
from app.domain.policy import Environment, Policy
from app.domain.pullgate import (
    Owned,
    PullRequest,
    Standing,
    Verdict,
    approvers,
    judge,
    standing,
)
from app.domain.report import GateName, Unknown
from app.ports import Proposals
from app.review import review
from app.review.gated import gated_files
from app.review.place.owners import SUBJECT, owners_of

log = logging.getLogger(__name__)

AGAIN = timedelta(minutes=1)  # after what may pass
UNKNOWN = timedelta(minutes=5)  # where somebody could not be looked up
BROKEN = timedelta(hours=1)  # after a fault of ours, or what a person has to mend
CROSSED = "it left its branch at more than one commit, so what it changes is not clear; merge {} into it"
SAME_MAX = 20  # pull requests of one commit


def run(repository: str, number: int) -> None:
    """Look once. Safe to run twice: one looks at a time, and the check run is redrawn whole."""
    parts = wiring.parts()
    turn = parts.pull_gates.take(repository, number)
    if turn is None:
        return
    try:
        wait = _wait(parts, repository, number)
    except Exception:
        parts.pull_gates.later(turn, wiring.now() + BROKEN)
        raise
    if wait is None:
        parts.pull_gates.done(turn)
    else:
        parts.pull_gates.later(turn, wiring.now() + wait)


def _wait(parts: wiring.Parts, repository: str, number: int) -> timedelta | None:
    """Look; return in how long to look again, None when that is not needed."""
    if parts.proposals is None:
        return None
    try:
        is_settled = _look(parts, parts.proposals, repository, number)
    except Transient as problem:
        log.warning("pull request not looked at", extra={"repository": repository, "why": str(problem)})
        return timedelta(seconds=problem.retry_after) if problem.retry_after else AGAIN
    except Gone as problem:  # nobody is there to be shown anything
        log.info("pull request is gone", extra={"repository": repository, "why": str(problem)})
        return None
    except BadInput as problem:  # a permission that an owner has to accept, for example
        log.warning("pull request not looked at", extra={"repository": repository, "why": str(problem)})
        return BROKEN
    return None if is_settled else UNKNOWN


def _look(parts: wiring.Parts, proposals: Proposals, repository: str, number: int) -> bool:
    """Judge and draw; return whether everybody who matters could be looked up."""
    pull = proposals.read(repository, number)
    if pull is None:
        return True
    try:
        policy = parts.sources.policy(repository, None)
    except NoPolicy:
        return True  # a required check that never comes keeps the branch shut
    except BadInput as problem:
        proposals.draw(pull, Verdict(Standing(), problem=str(problem)))
        return True
    try:
        stands = _standing(parts, proposals, pull, policy)
    except Transient as problem:
        proposals.draw(pull, Verdict(Standing(), problem=f"{problem} It is tried again."))
        raise
    return _draw(proposals, pull, stands)


def _draw(proposals: Proposals, pull: PullRequest, stands: Standing) -> bool:
    """Draw green only when all pull requests of this commit into this branch are: they share the check."""
    verdict, is_settled = _judged(proposals, pull, stands)
    if verdict.is_satisfied and stands.needs:
        for number in proposals.same_head(pull)[:SAME_MAX]:
            other = proposals.read(pull.repository, number)
            if other and (other.head, other.base) == (pull.head, pull.base) and verdict.is_satisfied:
                verdict, is_settled = _judged(proposals, other, stands)
    proposals.draw(pull, verdict)
    return is_settled


def _judged(proposals: Proposals, pull: PullRequest, stands: Standing) -> tuple[Verdict, bool]:
    logins = approvers(pull) if stands.needs else ()
    people = [proposals.reviewer(pull, login, stands) for login in logins]
    verdict = judge(pull, stands, people)
    return verdict, verdict.is_satisfied or not any(each.is_unknown for each in people)


def _standing(parts: wiring.Parts, proposals: Proposals, pull: PullRequest, policy: Policy) -> Standing:
    """Return what stands; the same two commits under the same policy are read once."""
    known = parts.pull_gates.standing(pull, policy.digest)
    if known is None:
        known = _found(parts, proposals, pull, tuple(policy.environments.values()))
        if not known.unread:
            parts.pull_gates.keep_standing(pull, policy.digest, known)
    return known


def _found(
    parts: wiring.Parts, proposals: Proposals, pull: PullRequest, rules: Sequence[Environment]
) -> Standing:
    """Read the change, by the default branch's policy and the owners of the branch it goes into."""
    evidence = _evidence(parts, proposals, pull)
    hot = tuple(pattern for each in rules for pattern in each.hot_paths)
    report = review(evidence, Expectation(hot_paths=hot))
    named = {gate for each in rules for gate, names in each.gates.items() if names}
    places = {(each.gate, each.path) for each in report.findings if each.gate and each.gate not in named}
    owned, unknown = _owned(parts, pull, evidence, places) if places else ({}, ())
    return standing(replace(report, unknown=(*report.unknown, *unknown)), rules, owned)


def _evidence(parts: wiring.Parts, proposals: Proposals, pull: PullRequest) -> Evidence:
    """Return what the pull request changes since it left its branch; what could not be read is unknown."""
    try:
        base, brought = proposals.merge_base(pull)
        evidence = _between(parts, pull.repository, base, pull.head)
    except BadInput as problem:
        return Evidence(pull.repository, pull.head, unknown=(Unknown("change", str(problem)),))
    if len(evidence.commits) != brought:  # some that lie between are in the branch already
        unknown = Unknown("base", CROSSED.format(pull.base))
        return replace(evidence, unknown=(*evidence.unknown, unknown))
    return evidence


def _between(parts: wiring.Parts, repository: str, base: str, head: str) -> Evidence:
    source = parts.sources.repository(repository, None)
    if source is None:
        return Evidence(repository, head)
    return source.evidence(repository, base, head)


def _owned(
    parts: wiring.Parts,
    pull: PullRequest,
    evidence: Evidence,
    places: Iterable[tuple[GateName | None, str | None]],
) -> tuple[Owned, tuple[Unknown, ...]]:
    """Return who owns the files of gates, by the tip of the branch, and what of that could not be read."""
    try:
        now = _between(parts, pull.repository, pull.tip, pull.tip)
    except BadInput as problem:
        return {}, (Unknown(SUBJECT, str(problem)),)
    raised, files = gated_files(evidence), dict[GateName, set[str]]()
    for gate, path in places:
        if gate:
            files.setdefault(gate, set(raised.get(gate, ()))).update({path} if path else ())
    owners = owners_of(now.codeowners, sorted(set[str]().union(*files.values())))
    owned = {
        gate: {path: owners.of[path] for path in sorted(paths) if owners.of.get(path)}
        for gate, paths in files.items()
    }
    return owned, (*now.unknown, *owners.unknown)
