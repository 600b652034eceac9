"""Every rule in one table: how much care it asks for, its points, its floor, its gate."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.domain.report import Finding, GateName, Level, Unknown

LOW, MEDIUM, HIGH = Level.LOW, Level.MEDIUM, Level.HIGH
MESSAGE_MAX = 400  # characters


@dataclass(frozen=True, slots=True)
class Rule:
    severity: Level
    points: float = 0  # of 100; for the sized rules, of one doubling or one file
    floor: Level = LOW  # the whole report is never below this while the finding stands
    gate: GateName | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rule family saw, and what it could not see."""

    findings: tuple[Finding, ...] = ()
    unknown: tuple[Unknown, ...] = ()


_SCHEMA, _AUTH = GateName.SCHEMA, GateName.AUTH

# Points are those of a formula fitted on reverted changes of public repositories, from diff and title
# alone, times 6.5, so that its median 70th and 90th percentiles (4.0 and 7.6) fall on 26 and 50.
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        # size, and what the added lines deal with
        "size.code": Rule(LOW, 5.2),  # a doubling of the code lines added, at most ten
        "size.commits": Rule(LOW, 3.25),  # a doubling of the commits, at most four
        "content.concurrency": Rule(MEDIUM, 16.25),
        "content.cache": Rule(MEDIUM, 16.25),
        "content.database": Rule(LOW, 3.25),
        "content.network": Rule(LOW, 3.25),
        "content.auth": Rule(LOW, 3.25),
        "content.flags": Rule(LOW, 3.25),
        "content.logging": Rule(LOW, 3.25),
        "content.binary": Rule(MEDIUM, 0, MEDIUM),
        # what kind of change it is
        "size.nothing-runs": Rule(LOW, -13),
        "history.bot": Rule(LOW, -52),
        "history.fix": Rule(LOW, -13),
        "history.docs": Rule(LOW, -13),
        "history.refactor": Rule(LOW, -26),
        "history.behaviour": Rule(LOW, 16.25),
        "history.reland": Rule(MEDIUM, 32.5),
        # where
        "path.hot": Rule(MEDIUM, 0, MEDIUM),
        "path.auth": Rule(MEDIUM, gate=_AUTH),
        "path.permissions": Rule(MEDIUM, gate=_AUTH),
        "path.crypto": Rule(MEDIUM, gate=_AUTH),
        "path.payments": Rule(MEDIUM, gate=GateName.PAYMENTS),
        "path.deletion": Rule(MEDIUM, gate=GateName.DELETION),
        "path.schema": Rule(MEDIUM, gate=_SCHEMA),
        "path.infrastructure": Rule(MEDIUM),
        "config.ci": Rule(LOW, 19.5),
        "config.changed": Rule(LOW),
        # dependencies
        "dependency.changed": Rule(LOW, 13),
        "dependency.added": Rule(MEDIUM, gate=GateName.DEPENDENCY),
        "dependency.removed": Rule(LOW),
        "dependency.major": Rule(MEDIUM, 39, gate=GateName.DEPENDENCY),
        "dependency.submodule": Rule(MEDIUM, 0, MEDIUM, GateName.DEPENDENCY),
        # migrations
        "migration.present": Rule(MEDIUM, 6.5, gate=_SCHEMA),
        "migration.drop-table": Rule(HIGH, 0, HIGH, _SCHEMA),
        "migration.drop-column": Rule(HIGH, 0, HIGH, _SCHEMA),
        "migration.rename": Rule(HIGH, 0, HIGH, _SCHEMA),
        "migration.delete-rows": Rule(HIGH, 0, HIGH, GateName.DELETION),
        "migration.required-column": Rule(HIGH, 0, HIGH, _SCHEMA),
        "migration.not-null": Rule(HIGH, 0, HIGH, _SCHEMA),
        "migration.change-type": Rule(MEDIUM, 0, MEDIUM, _SCHEMA),
        "migration.unclassified": Rule(MEDIUM, 0, MEDIUM, _SCHEMA),
        "migration.edited": Rule(MEDIUM, 0, MEDIUM, _SCHEMA),
        "migration.deleted": Rule(MEDIUM, 0, MEDIUM, _SCHEMA),
        # tests, checks, coverage
        "tests.failing": Rule(HIGH, 0, HIGH),
        "tests.check-failed": Rule(HIGH, 0, HIGH),
        "tests.other-check-failed": Rule(MEDIUM, 0, MEDIUM),
        "tests.flaky": Rule(LOW),
        "coverage.drop": Rule(MEDIUM),
        "coverage.changed-lines": Rule(MEDIUM),
        "coverage.not-measured": Rule(LOW),
    }
)


def finding(
    rule: str, message: str, *, path: str | None = None, line: int | None = None, times: float = 1
) -> Finding:
    """Return a finding with the points of its rule, `times` over."""
    row = RULES[rule]
    return Finding(rule, row.severity, message[:MESSAGE_MAX], round(row.points * times), path, line, row.gate)
