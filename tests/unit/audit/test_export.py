"""Exports: nothing in a file can be altered, cut off, moved or put in unnoticed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.audit.canonical import canonical
from app.domain.audit.chain import GENESIS, hash_of
from app.domain.audit.export import Export, Picked
from app.domain.audit.filters import Filters
from tests.unit.audit.records import ALL, HOUR, NOON, REPORT, Record, broken, entry, exported, record, verdict

WHOLE = record()
FILES = {
    "all": exported(WHOLE),
    "reports": exported(WHOLE, reports=True),
    "filtered": exported(WHOLE, Filters(environment="staging"), reports=True),
}


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_an_untouched_export_holds(file: bytes) -> None:
    assert verdict(file).problems == ()


def test_an_export_holds_the_very_lines_of_the_record() -> None:
    assert FILES["all"].splitlines()[1:-1] == list(WHOLE.lines)


def test_each_report_comes_once_after_the_first_entry_that_names_it() -> None:
    kinds = [next(iter(json.loads(line))) for line in FILES["reports"].splitlines()]
    assert kinds == ["airlock_audit", "at", "at", "at", "report", "at", "at", "at", "tail"]
    assert verdict(FILES["reports"]).reports == 1


def test_left_out_entries_are_told_as_runs_that_hold_the_chain_together() -> None:
    file = exported(WHOLE, Filters(since=NOON + 2 * HOUR, until=NOON + 4 * HOUR))
    lines = [json.loads(line) for line in file.splitlines()]
    hashes = [GENESIS.hash, *map(hash_of, WHOLE.lines)]
    assert lines[1] == {"left_out": {"from": 1, "to": 2, "previous": hashes[0], "hash": hashes[2]}}
    assert [one["seq"] for one in lines[2:4]] == [3, 4]
    assert lines[4] == {"left_out": {"from": 5, "to": 6, "previous": hashes[4], "hash": hashes[6]}}
    assert (verdict(file).entries, verdict(file).left_out) == (2, 4)


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        (ALL, [1, 2, 3, 4, 5, 6]),
        (Filters(environment="production"), [1, 3, 5]),
        (Filters(repository="harbour/shop"), [1, 2, 3, 4, 5, 6]),
        (Filters(repository="harbour/other"), []),
        (Filters(person="u0bo"), [1, 4]),
        (Filters(person="BO@harbour.example"), [1, 4]),
        (Filters(since=NOON + HOUR), [2, 3, 4, 5, 6]),
        (Filters(until=NOON + HOUR), [1]),
        (Filters(environment="production", person="U0BO"), [1]),
    ],
)
def test_filters_keep_what_was_asked_for(filters: Filters, kept: list[int]) -> None:
    lines = [json.loads(line) for line in exported(WHOLE, filters).splitlines()]
    assert [line["seq"] for line in lines if "seq" in line] == kept
    assert broken(exported(WHOLE, filters)) == []


@settings(max_examples=80)
@given(st.sampled_from(list(FILES)), st.data())
def test_no_byte_of_an_export_can_be_altered_unnoticed(name: str, data: st.DataObject) -> None:
    file = FILES[name]
    place = data.draw(st.integers(0, len(file) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != file[place]))
    altered = file[:place] + bytes([byte]) + file[place + 1 :]
    found = verdict(altered).problems
    assert found
    line = file[:place].count(b"\n") + 1
    assert found[0].line_number == line or f"line {line} was, which leaves entries out" in found[0].words


@settings(max_examples=40)
@given(st.sampled_from(list(FILES)), st.data())
def test_no_field_of_an_export_can_be_altered_unnoticed(name: str, data: st.DataObject) -> None:
    lines = FILES[name].splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    whole = json.loads(lines[at])
    holder = whole
    while True:
        key = data.draw(st.sampled_from(sorted(holder)))
        if not (isinstance(holder[key], dict) and holder[key]):
            break
        holder = holder[key]
    holder[key] = data.draw(
        st.sampled_from([None, True, 0, 1, "x", [], {}]).filter(lambda new: new != holder[key])
    )
    lines[at] = canonical(whole) + b"\n"
    assert broken(b"".join(lines))


@settings(max_examples=40)
@given(st.sampled_from(list(FILES)), st.data())
def test_no_line_can_be_removed_repeated_or_moved_unnoticed(name: str, data: st.DataObject) -> None:
    lines = FILES[name].splitlines(keepends=True)
    at, to = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    without = lines[:at] + lines[at + 1 :]
    assert broken(b"".join(without))
    assert broken(b"".join([*lines[: to + 1], lines[at], *lines[to + 1 :]]))
    moved = [*without[:to], lines[at], *without[to:]]
    assert moved == lines or broken(b"".join(moved))


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_cut_off_anywhere_is_noticed(name: str) -> None:
    file = FILES[name]
    for length in range(0, len(file), 41):
        assert broken(file[:length])
    assert broken(file[:-1])


def test_a_file_without_its_tail_names_what_is_missing() -> None:
    without = b"".join(FILES["all"].splitlines(keepends=True)[:-1])
    assert broken(without) == ["8: is missing: the file was cut off before its tail line"]


def test_an_altered_report_is_named_and_no_entry_is_blamed() -> None:
    assert broken(FILES["reports"].replace(b"Routine", b"routine"))[0] == (
        "5: is a report that was altered: its digest is another"
    )


def test_a_report_that_the_store_has_lost_is_named() -> None:
    source = replace(WHOLE.source(), report=lambda _: None)
    file = b"".join(Export(Picked(source, ALL), NOON, reports=True).lines())
    assert broken(file) == [f"4: names the report {REPORT.digest}, which is not in the file"]


def test_leaving_entries_out_of_what_was_not_filtered_is_noticed() -> None:
    asked = canonical({"environment": "staging"})
    file = exported(WHOLE, Filters(environment="staging")).replace(asked, b"{}")
    assert "3: leaves entries out, and the head line says that nobody asked for that" not in broken(file)
    assert any("nobody asked for that" in one for one in broken(file))


def test_an_export_of_a_broken_record_is_broken_where_the_record_is() -> None:
    lines = list(WHOLE.lines)
    lines[2] = lines[2].replace(b"release", b"relaxed")
    picked = Picked(Record(tuple(lines), WHOLE.end).source(), ALL)
    file = b"".join(Export(picked, NOON, reports=False).lines())
    assert [one.seq for one in picked.problems] == [3]
    assert broken(file) == ["4: was altered: the entry after it names another content"]


def test_a_filter_does_not_hide_that_the_record_was_broken() -> None:
    lines = list(WHOLE.lines)
    lines[2] = lines[2].replace(b"release", b"relaxed")
    picked = Picked(Record(tuple(lines), WHOLE.end).source(), Filters(until=NOON))
    assert list(picked)
    assert [one.seq for one in picked.problems] == [3]


def test_an_export_takes_no_more_memory_for_more_entries() -> None:
    served = 0

    def lines() -> Iterator[bytes]:
        nonlocal served
        for line in WHOLE.lines:
            served += 1
            yield line

    source = replace(WHOLE.source(), lines=lines())
    written = Export(Picked(source, ALL), NOON, reports=False).lines()
    next(written)
    next(written)
    assert served == 1


def test_a_record_that_begins_after_nothing_that_was_pruned_is_noticed() -> None:
    kept = record([entry(7)], start=WHOLE.end)
    assert broken(exported(kept)) == [
        "1: begins after entry 6, and no entry tells that those before it were pruned"
    ]


def test_a_far_away_time_is_a_filter_too() -> None:
    assert verdict(exported(WHOLE, Filters(since=NOON + timedelta(days=40_000)))).entries == 0
