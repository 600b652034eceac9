"""What a review found: an immutable value, named by the digest of its own content."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

SCHEMA = 1


class Level(StrEnum):
    """How much care a deploy or one finding asks for."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class GateName(StrEnum):
    """Kinds of change for which a policy may ask that a named group is among the approvers."""

    SCHEMA = "schema"
    AUTH = "auth"
    PAYMENTS = "payments"
    DELETION = "deletion"
    DEPENDENCY = "dependency"


class Status(StrEnum):
    """What happened to a file between base and head. A copy is `added` with an `old_path`."""

    ADDED = "added"
    MODIFIED = "modified"
    DELETED = "deleted"
    RENAMED = "renamed"


class Rollback(StrEnum):
    """Whether going back to the old code, with the schema left as it is, still works."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class FileChange:
    path: str  # as in the head commit (in the base, when deleted); foreign text
    old_path: str | None  # only when it differs
    status: Status
    additions: int
    deletions: int
    binary: bool = False


@dataclass(frozen=True)
class Totals:
    """The whole change, also when the report lists only some of its files."""

    files: int = 0
    additions: int = 0
    deletions: int = 0

    @property
    def lines(self) -> int:
        return self.additions + self.deletions


@dataclass(frozen=True)
class Finding:
    rule: str  # family.name, for example "migration.drop-column"
    severity: Level
    message: str  # one or two sentences; may hold foreign text
    points: float = 0.0  # of the 100 of a score, to one decimal
    path: str | None = None
    line: int | None = None  # 1-based, in the head's file
    gate: GateName | None = None


@dataclass(frozen=True)
class Unknown:
    subject: str  # the path or the evidence that could not be read
    reason: str


@dataclass(frozen=True)
class Tests:
    """What JUnit files say, added up. `measured` is false when nobody gave any."""

    measured: bool = False
    passed: int = 0
    failed: int = 0  # failures and errors
    skipped: int = 0
    failures: tuple[str, ...] = ()  # the first ten names; foreign text
    flaky: int = 0  # cases that failed and passed on this commit; counted once, as what they ended with


@dataclass(frozen=True)
class Coverage:
    """Line coverage in percent, 0..100, rounded to two places; None is "not measured"."""

    total: float | None = None
    base: float | None = None
    changed: float | None = None  # of the added lines that the coverage file knows

    @property
    def delta(self) -> float | None:
        if self.total is None or self.base is None:
            return None
        return round(self.total - self.base, 2)


@dataclass(frozen=True)
class Dependency:
    name: str
    ecosystem: str  # as in package URLs: "pypi", "npm", "golang", ...
    old: str | None
    new: str | None
    path: str


@dataclass(frozen=True)
class Report:
    repository: str
    base: str | None  # 40 hex digits
    head: str  # 40 hex digits
    level: Level
    score: int  # 0..100
    recommendation: str  # one line
    findings: tuple[Finding, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    files: tuple[FileChange, ...] = ()  # the first thousand; see `totals`
    totals: Totals = Totals()
    tests: Tests = Tests()
    coverage: Coverage = Coverage()
    dependencies: tuple[Dependency, ...] = ()
    rollback: Rollback = Rollback.UNKNOWN
    digest: str = ""  # "sha256:" and 64 hex digits, over everything else
    schema: int = SCHEMA

    def sealed(self) -> "Report":
        """Return the report with its digest; call it once, when nothing changes any more."""
        return replace(self, digest=digest_of(vars(self)))

    @property
    def by_weight(self) -> list[Finding]:
        """The findings, what matters most first."""
        order = list(reversed(Level))
        return sorted(self.findings, key=lambda f: (order.index(f.severity), -f.points, f.rule, f.path or ""))

    @property
    def is_intact(self) -> bool:
        """Whether the digest still names this content."""
        return self.digest == digest_of(vars(self))


def plain(value: Any) -> Any:
    """Return a value as dictionaries and lists, as `asdict` does, but without copying the leaves."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if fields := getattr(value, "__dataclass_fields__", None):
        return {name: plain(getattr(value, name)) for name in fields}
    return value


def digest_of(report: Mapping[str, Any]) -> str:
    """Return "sha256:…" over the canonical JSON (sorted keys, no spaces, UTF-8) of all but the digest.

    Dataclasses in it are written as their fields.
    """
    content = {key: value for key, value in report.items() if key != "digest"}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=vars)
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
