"""Who opens a gate for which the policy names nobody: the owners of its files, by the base's CODEOWNERS."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.evidence import Evidence
from app.domain.link import owner_of
from app.domain.policy import Environment
from app.domain.report import GateName, Report
from app.review.gated import gated_files
from app.review.place.owners import owners_of
from workers.crowd import NAME_MAX, Roll

SETS_MAX = 20  # of owners for one gate; of more, the rest counts as owned by nobody that is known
SHOWN_MAX = 50

Named = tuple[GateName, tuple[str, ...]]


@dataclass(frozen=True)
class Owners:
    named: tuple[Named, ...] = ()  # in the policy's words; of each set, one person has to say yes
    unmatched: tuple[str, ...] = ()  # of sets in which nobody could be matched with Slack; foreign text


def gate_owners(roll: Roll, rules: Environment, report: Report, evidence: Evidence) -> Owners:
    """Return the owners of the gated files; of a gate that the policy names somebody for, none."""
    gates = {
        finding.gate for finding in report.findings if finding.gate and not rules.gates.get(finding.gate)
    }
    if not gates or not evidence.codeowners:
        return Owners()
    paths = _paths(report, evidence, gates)
    owned = owners_of(evidence.codeowners, {path for _, path in paths})
    named, unmatched = list[Named](), [each.reason for each in owned.unknown]
    for gate in sorted(gates):
        sets = dict.fromkeys(owned.of.get(path, ()) for each, path in paths if each is gate)
        found, missing = _of_gate(roll, rules, report.repository, filter(None, sets))
        named += [(gate, names) for names in found]
        unmatched += missing
    return Owners(tuple(named), tuple(dict.fromkeys(name[:NAME_MAX] for name in unmatched))[:SHOWN_MAX])


def _paths(report: Report, evidence: Evidence, gates: set[GateName]) -> list[tuple[GateName, str]]:
    """Return which files raise which gate; the report names the first of many only."""
    told = [
        (each.gate, each.path) for each in report.findings if each.gate in gates and each.gate and each.path
    ]
    raised = [
        (gate, path) for gate, paths in gated_files(evidence).items() for path in paths if gate in gates
    ]
    return sorted({*told, *raised})


def _of_gate(
    roll: Roll, rules: Environment, repository: str, sets: Iterable[tuple[str, ...]]
) -> tuple[list[tuple[str, ...]], list[str]]:
    """Return each set of owners in the policy's words, and the owners of sets without anybody."""
    found, missing = set[frozenset[str]](), list[str]()
    for number, owners in enumerate(sets):
        names = frozenset(_names(roll, rules, repository, owners)) if number < SETS_MAX else frozenset[str]()
        if names:
            found.add(names)
        else:
            missing += owners
    smallest = [names for names in found if not any(other < names for other in found)]
    return sorted(tuple(sorted(names)) for names in smallest), missing


def _names(roll: Roll, rules: Environment, repository: str, owners: Iterable[str]) -> Iterator[str]:
    for owner in owners:
        if name := _name(roll, rules, repository, owner.lower()):
            yield name


def _name(roll: Roll, rules: Environment, repository: str, owner: str) -> str | None:
    """Return an owner as a policy writes it; docs.github.com: another organization's team owns nothing."""
    if not owner.startswith("@"):
        return roll.look_up(owner)
    organization, slash, _ = owner[1:].partition("/")
    if slash:
        is_ours = organization == repository.partition("/")[0].lower()
        return rules.people.teams.get(owner[1:]) if is_ours else None
    name = owner_of(organization, rules.people, roll.links)
    return roll.look_up(name) if name and "@" in name else name
