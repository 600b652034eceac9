"""What GitHub's own database says of dependencies that come in: where the plan has it, else nothing."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Literal

from app.adapters.github.api import Api
from app.adapters.github.evidence.rows import Doubts, Name, Row, Words
from app.adapters.github.refusal import GitHubRefusal
from app.domain.evidence import Vulnerable

ROWS_MAX = 5000
# Without the dependency graph, and on private repositories without Advanced Security:
# docs.github.com/en/rest/dependency-graph/dependency-review
_NOT_THERE = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
_SUBJECT = "known vulnerabilities"


class _Advisory(Row):
    severity: Name
    advisory_ghsa_id: Name
    advisory_summary: Words = ""


class _Change(Row):
    change_type: Literal["added", "removed"]
    manifest: Words = ""
    ecosystem: Words = ""
    name: Name
    version: Words = ""
    vulnerabilities: tuple[_Advisory, ...] = ()


def vulnerable_in(api: Api, repository: str, base: str, head: str, doubts: Doubts) -> tuple[Vulnerable, ...]:
    """Return what is known of the versions that come in, and was not known of those that go."""
    path = f"/repos/{repository}/dependency-graph/compare/{base}...{head}"
    try:
        found = api.rows(path, most=ROWS_MAX, is_sized=False)
    except GitHubRefusal as problem:
        if problem.status not in _NOT_THERE:
            doubts.add(_SUBJECT, str(problem))
        return ()
    if not found.is_whole:
        doubts.add(_SUBJECT, f"more than {ROWS_MAX:,} dependencies changed")
    return _coming(doubts.read_all(_SUBJECT, _Change, found.rows))


def _coming(changes: Iterable[_Change]) -> tuple[Vulnerable, ...]:
    there: set[tuple[str, ...]] = set()
    come: dict[tuple[str, ...], Vulnerable] = {}
    for change in changes:
        for told in change.vulnerabilities:
            key = change.ecosystem, change.name, change.manifest, told.advisory_ghsa_id
            if change.change_type == "removed":
                there.add(key)
            else:
                come[key] = _vulnerable(change, told)
    return tuple(come[key] for key in sorted(come) if key not in there)


def _vulnerable(change: _Change, told: _Advisory) -> Vulnerable:
    return Vulnerable(
        change.name,
        change.version,
        change.manifest,
        told.severity.lower(),
        told.advisory_ghsa_id,
        told.advisory_summary,
    )
