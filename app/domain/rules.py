"""Who may decide, when, and how many it takes. Every refusal says which rule and who could."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.deploy import Approval, Deploy
from app.domain.errors import Refused
from app.domain.freeze import frozen_until
from app.domain.person import Person, Standing
from app.domain.policy import Environment
from app.domain.report import GateName

STANDING = {
    Standing.GUEST: "Guests",
    Standing.BOT: "Bots",
    Standing.DEACTIVATED: "Deactivated people",
    Standing.EXTERNAL: "People of another workspace",
}


@dataclass(frozen=True)
class Quorum:
    """How far the approvals have come: `have` of `need`, and which named groups are still missing."""

    have: int
    need: int
    missing: tuple[tuple[GateName, tuple[str, ...]], ...] = ()

    @property
    def is_reached(self) -> bool:
        return self.have >= self.need and not self.missing


def quorum(deploy: Deploy, approvals: Iterable[Approval]) -> Quorum:
    """Count distinct approvers, and look for the groups that standing findings ask for.

    Where nobody said who wrote the change, one more is needed: the first may be its author.
    """
    if deploy.rules is None or deploy.summary is None:
        return Quorum(have=0, need=1)
    approvals, approvers = tuple(approvals), frozenset(deploy.rules.approvers)
    groups = frozenset[str]().union(*(a.belongs_to for a in approvals))
    missing = tuple((gate, names) for gate, names in _asked(deploy) if groups.isdisjoint(names))
    have = len({a.by for a in approvals if a.belongs_to & approvers})
    unknown_authors = 0 if deploy.summary.authors or _brings_nothing(deploy) else 1
    return Quorum(have, deploy.rules.approvals.needed(deploy.summary.level) + unknown_authors, missing)


def _brings_nothing(deploy: Deploy) -> bool:
    """Whether nothing comes in that anybody wrote: a rollback, or the commit that is live already."""
    summary = deploy.summary
    return summary is not None and (bool(summary.takes_back) or summary.base == deploy.key.sha)


def approval(deploy: Deploy, by: Person, digest: str, at: datetime) -> Approval:
    """Return the approval that counts. Raises Refused with words for the person who clicked."""
    rules = _standing_rules(deploy, digest)
    rule = _approver_rule(deploy, rules, by)
    _check_not_own_work(deploy, by)
    _check_freeze(rules, at)
    if any(a.by == by.id for a in deploy.approvals):
        raise Refused("You have approved this deploy already; somebody else has to approve it too.")
    return Approval(by.id, at, digest, rule, by.belongs_to)


def rejection_rule(deploy: Deploy, by: Person, digest: str) -> str:
    """Return the rule that lets this person reject: an approver, or whose work it is. Raises Refused."""
    rules = _standing_rules(deploy, digest)
    if _own_work(deploy, by):
        _check_member(by)
        return "one's own deploy"
    return _approver_rule(deploy, rules, by)


def cancellation_rule(deploy: Deploy, by: Person) -> str:
    """Return the rule that lets this person call a deploy off. Raises Refused."""
    _check_member(by)
    if _own_work(deploy, by):
        return "one's own deploy"
    if deploy.rules is None:
        raise Refused("Only who queued this deploy may cancel it before its review.")
    return _approver_rule(deploy, deploy.rules, by)


def _standing_rules(deploy: Deploy, digest: str) -> Environment:
    if deploy.rules is None or deploy.summary is None:
        raise Refused("This deploy has no report yet; wait for its card.")
    if deploy.summary.digest != digest:
        raise Refused(
            "The report has changed since the card that you clicked was drawn; read the new one first."
        )
    if deploy.summary.evidence != deploy.evidence:
        raise Refused("New evidence has arrived and is being read; look again in a moment.")
    return deploy.rules


def _approver_rule(deploy: Deploy, rules: Environment, by: Person) -> str:
    """Return the rule by which this person has a say here. Raises Refused naming those who have."""
    _check_member(by)
    named = [name for name in rules.approvers if name in by.belongs_to]
    named += [name for _, names in _asked(deploy) for name in names if name in by.belongs_to]
    if not named:
        raise Refused(f"Only {_listed(rules.approvers)} may decide here, and you are not among them.")
    return f"approver as {named[0]}"


def _asked(deploy: Deploy) -> list[tuple[GateName, tuple[str, ...]]]:
    """Return the gates that stand on this deploy, with the groups that the policy names for them."""
    if deploy.rules is None or deploy.summary is None:
        return []
    gates = deploy.rules.gates
    return [(gate, gates[gate]) for gate in sorted(deploy.summary.gates) if gates.get(gate)]


def _check_member(by: Person) -> None:
    if by.standing is not Standing.MEMBER:
        raise Refused(f"{STANDING[by.standing]} cannot decide on deploys; ask a member of the workspace.")


def _check_not_own_work(deploy: Deploy, by: Person) -> None:
    others = f"ask {_listed(deploy.rules.approvers)}" if deploy.rules else "ask somebody else"
    if by.email is None:
        raise Refused(f"Your Slack profile shows no e-mail address, so this may be your own work; {others}.")
    if by.id == deploy.request.actor or by.email == (deploy.request.actor or "").lower():
        raise Refused(f"You queued this deploy, so somebody else has to approve it: {others}.")
    if deploy.summary and by.email in deploy.summary.authors:
        raise Refused(f"You wrote a commit in this deploy, so somebody else has to approve it: {others}.")
    if _own_work(deploy, by):
        raise Refused(f"You opened or started this deploy, so somebody else has to approve it: {others}.")


def _own_work(deploy: Deploy, by: Person) -> bool:
    actor = (deploy.request.actor or "").lower()
    summary = deploy.summary
    owners = summary.authors | summary.starters if summary else frozenset()
    return by.id.lower() == actor or (by.email is not None and (by.email == actor or by.email in owners))


def _check_freeze(rules: Environment, at: datetime) -> None:
    until = frozen_until(rules.freeze, at)
    if until is not None:
        raise Refused(
            f"Deploys are frozen by the policy until {until:%a %Y-%m-%d %H:%M %Z}; approve after that."
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"<@{name}>" if name[:1] in "UW" else name for name in names)
