"""Small records that the tests export and break."""

import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from app.domain.audit.chain import GENESIS, Head, link
from app.domain.audit.entry import Count, Entry, Inputs, Who
from app.domain.audit.export import Export, Picked, Sign, Source
from app.domain.audit.filters import Filters
from app.domain.audit.reading import Verdict
from app.domain.audit.seal import Trusted
from app.domain.audit.verify import verify_file
from app.domain.report import Report
from tests.unit import example

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ALL = Filters()
# The store gives points back as they were: a whole number would come back as another JSON.
REPORT = replace(example.REPORT, findings=(replace(example.REPORT.findings[0], points=2.5),)).sealed()
ANA = Who("U0ANA", "ana@harbour.example", ("ana-lima",), belongs_to=("@release-owners",))
BO = Who("U0BO", "bo@harbour.example")


def entry(number: int) -> Entry:
    """Return the entry that a record of ours has in this place: every other is for staging."""
    return Entry(
        NOON + number * HOUR,
        "approve",
        ANA if number % 3 else BO,
        "approver as @release-owners",
        reason=f"looked at it {number} times; good “enough”",
        deploy=f"deploy{number}",
        repository="harbour/shop",
        environment="staging" if number % 2 else "production",
        sha="a" * 40,
        digest=REPORT.digest if number > 1 else None,
        inputs=Inputs(Count(1, 2, ("@dba",)), level="low", score=7, approvers=("@release-owners",)),
        detail={"seen": str(number)},
    )


@dataclass(frozen=True)
class Record:
    lines: tuple[bytes, ...]
    end: Head
    start: Head = GENESIS

    def source(self) -> Source:
        return Source(self.start, self.end, iter(self.lines), _report)


def record(entries: Iterable[Entry] | int = 6, start: Head = GENESIS) -> Record:
    lines, head = [], start
    for one in map(entry, range(entries)) if isinstance(entries, int) else entries:
        line, head = link(head, one)
        lines.append(line)
    return Record(tuple(lines), head, start)


def exported(
    kept: Record, filters: Filters = ALL, *, reports: bool = False, sign: Sign | None = None
) -> bytes:
    picked = Picked(kept.source(), filters)
    return b"".join(Export(picked, NOON, reports=reports, sign=sign).lines())


def verdict(file: bytes, key: Trusted | None = None) -> Verdict:
    return verify_file(io.BytesIO(file), key)


def broken(file: bytes, key: Trusted | None = None) -> list[str]:
    """Return what is wrong with a file, as "LINE: WORDS"."""
    return [f"{one.line_number}: {one.words}" for one in verdict(file, key).problems]


def _report(digest: str) -> Report | None:
    return REPORT if digest == REPORT.digest else None
