"""What may go from the record: its old end, only when it is old enough, and never a trace of tampering."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.audit.canonical import parse
from app.domain.audit.chain import GENESIS, link, problems
from app.domain.audit.export import Export, Picked
from app.domain.audit.mention import REPORTS
from app.domain.audit.retention import REPORTS_MAX, OldEnd, deploys_pruned, entries_pruned, old_end
from tests.unit.audit.records import ALL, HOUR, NOON, REPORT, Record, broken, entry, exported, record

WHOLE = record()
DAY = timedelta(days=1)


def days(_repository: str | None, _environment: str | None) -> timedelta:
    return DAY


def count(at: timedelta) -> int:
    return old_end(GENESIS, WHOLE.lines, NOON + at, days).count


@pytest.mark.parametrize(
    ("at", "gone"),
    [(timedelta(), 0), (DAY, 0), (DAY + HOUR / 2, 1), (DAY + 3.5 * HOUR, 4), (DAY + 100 * HOUR, 5)],
)
def test_entries_go_once_they_are_old_enough_and_the_last_stays(at: timedelta, gone: int) -> None:
    assert count(at) == gone


def test_an_entry_that_is_kept_longer_keeps_those_after_it() -> None:
    def kept_for(repository: str | None, environment: str | None) -> timedelta:
        assert repository == "harbour/shop"
        return DAY if environment == "production" else 10 * DAY

    assert old_end(GENESIS, WHOLE.lines, NOON + 2 * DAY, kept_for).count == 1


def test_what_is_pruned_is_told_so_that_the_rest_verifies() -> None:
    kept = pruned(OldEnd(3, record(3).end))
    assert broken(exported(kept)) == []
    assert list(problems(kept.lines, kept.start)) == []


def test_another_checkpoint_than_the_record_tells_is_noticed() -> None:
    kept = pruned(OldEnd(3, record(2).end))
    assert any("no entry tells that those before it were pruned" in one for one in broken(exported(kept)))


@pytest.mark.parametrize("at", range(5))
def test_an_altered_entry_is_never_pruned(at: int) -> None:
    lines = list(WHOLE.lines)
    lines[at] = lines[at].replace(b"release", b"relaxed")
    assert old_end(GENESIS, lines, NOON + 100 * DAY, days).count <= at


@pytest.mark.parametrize("line", [b"", b"{}", WHOLE.lines[5]])
def test_what_is_no_entry_of_this_place_is_never_pruned(line: bytes) -> None:
    assert old_end(GENESIS, [line, *WHOLE.lines], NOON + 100 * DAY, days) == OldEnd(0, GENESIS)


def test_a_time_that_is_none_is_never_old_enough() -> None:
    line, head = link(GENESIS, entry(0))
    line = line.replace(b"2026-03-02T", b"never, sir ")
    assert old_end(GENESIS, [line, link(head, entry(0))[0]], NOON + 100 * DAY, days).count == 0


def test_a_report_that_was_pruned_is_not_missed() -> None:
    lines = record([entry(0), entry(2), *deploys_pruned(["deploy1"], [REPORT.digest], NOON)])
    source = replace(lines.source(), report=lambda _: None)
    assert broken(b"".join(Export(Picked(source, ALL), NOON, reports=True).lines())) == []


def test_many_reports_are_told_in_several_entries_that_hold_them_whole() -> None:
    digests = [f"sha256:{number:064x}" for number in range(2 * REPORTS_MAX + 1)]
    kept = record(list(deploys_pruned(["deploy1", "deploy2"], digests, NOON)))
    told = [digest for line in kept.lines for digest in parse(line)["detail"][REPORTS].split()]
    assert told == digests


def pruned(end: OldEnd) -> Record:
    """Return the record without its first three entries, as if `end` had been told."""
    line, head = link(WHOLE.end, entries_pruned(end, NOON))
    return Record((*WHOLE.lines[3:], line), head, record(3).end)
