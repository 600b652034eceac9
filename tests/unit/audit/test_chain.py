"""The chain: what is altered, removed, repeated or moved is named, and where."""

import json
from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.audit.canonical import canonical, parse
from app.domain.audit.chain import GENESIS, Head, Walk, hash_of, link, problems
from app.domain.audit.entry import ITEM_MAX, ITEMS_MAX, TEXT_MAX, Entry, Who
from tests.unit.audit.records import NOON, entry, record

LINES = record(8).lines
END = record(8).end


def first(lines: list[bytes]) -> tuple[int, str]:
    """Return the number of the first broken line, and what is said of it, of a record that ends at END."""
    walk, found = Walk(GENESIS), []
    for number, line in enumerate(lines, 1):
        found += walk.read(number, line)[1]
    found += walk.end(END, len(lines) + 1)
    named = min(found, key=lambda problem: problem.line_number)
    return named.line_number, named.words


def test_a_record_that_nobody_touched_has_no_problems() -> None:
    assert list(problems(LINES)) == []
    assert list(problems(line.decode() for line in LINES)) == []


def test_each_line_names_its_number_and_the_hash_of_the_line_before() -> None:
    seen = [json.loads(line) for line in LINES]
    assert [one["seq"] for one in seen] == list(range(1, 9))
    assert [one["previous"] for one in seen] == [GENESIS.hash, *map(hash_of, LINES[:-1])]


def test_a_line_is_one_form_of_ascii_json() -> None:
    line, _ = link(GENESIS, replace(entry(1), reason="ünïcode \u2028 \ud800 \n"))
    assert line.isascii()
    assert b"\n" not in line
    assert canonical(parse(line)) == line


def test_times_are_written_in_utc_whatever_their_zone() -> None:
    at = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert link(GENESIS, replace(entry(0), at=at)) == link(GENESIS, entry(0))


def test_a_time_without_a_zone_is_no_entry() -> None:
    with pytest.raises(AssertionError, match="aware"):
        link(GENESIS, replace(entry(0), at=NOON.replace(tzinfo=None)))


def test_whatever_is_written_fits_a_line_that_verifies() -> None:
    names = tuple("\U0001d51b" * 1000 + str(number) for number in range(1000))
    who = Who("U" * 10_000, "e" * 10_000, names, belongs_to=names)
    line, _ = link(GENESIS, Entry(NOON, "reject", who, "r", reason="\U0001d51b" * 100_000))
    found = parse(line)
    assert list(problems([line])) == []
    assert len(found["reason"]) == TEXT_MAX
    assert len(found["by"]["logins"]) == ITEMS_MAX
    assert {len(name) for name in found["by"]["logins"]} == {ITEM_MAX}


@pytest.mark.parametrize("at", range(8))
def test_an_altered_entry_is_named(at: int) -> None:
    lines = list(LINES)
    lines[at] = lines[at].replace(b"release", b"relaxed")
    assert first(lines)[0] == at + 1
    assert "altered" in first(lines)[1]


@pytest.mark.parametrize("field", ["previous", "seq", "at", "by", "detail"])
@pytest.mark.parametrize("at", range(8))
def test_any_field_that_is_altered_names_that_line(at: int, field: str) -> None:
    lines = list(LINES)
    found = json.loads(lines[at])
    found[field] = {"previous": END.hash, "seq": 99, "at": "2026-01-01T00:00:00.000000Z"}.get(
        field, {"a": "b"}
    )
    lines[at] = canonical(found)
    assert first(lines)[0] == at + 1


@pytest.mark.parametrize("at", range(7))
def test_a_removed_entry_is_missed_at_the_line_after_it(at: int) -> None:
    number, words = first([*LINES[:at], *LINES[at + 1 :]])
    assert number == at + 1
    assert f"entry {at + 1} is missing" in words


def test_a_removed_end_is_missed() -> None:
    assert first(list(LINES[:6])) == (7, "is missing, and so is all up to entry 8: the end was cut off")


@pytest.mark.parametrize("at", range(8))
def test_a_repeated_entry_is_named(at: int) -> None:
    number, words = first([*LINES[: at + 1], *LINES[at:]])
    assert number == at + 2
    assert "repeated, or moved" in words or "one too many" in words


@pytest.mark.parametrize("at", range(7))
def test_entries_that_changed_places_are_named(at: int) -> None:
    lines = list(LINES)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    assert first(lines)[0] == at + 1


def test_another_beginning_is_named() -> None:
    found = list(problems(LINES, Head(0, END.hash)))
    assert [(one.line_number, one.words) for one in found] == [
        (1, "does not follow what the record begins with")
    ]


def test_each_of_two_altered_entries_is_named() -> None:
    lines = list(LINES)
    for at in (2, 5):
        lines[at] = lines[at].replace(b"release", b"relaxed")
    assert [one.line_number for one in problems(lines)] == [3, 6]


def test_an_entry_of_another_record_is_no_entry_of_this_one() -> None:
    lines = list(LINES)
    lines[3] = record([replace(entry(number), rule="another") for number in range(8)]).lines[3]
    assert first(lines)[0] == 4


@settings(max_examples=25)
@given(st.data())
def test_no_byte_can_be_altered_unnoticed(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, 7))
    place = data.draw(st.integers(0, len(LINES[at]) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != LINES[at][place]))
    lines = list(LINES)
    lines[at] = lines[at][:place] + bytes([byte]) + lines[at][place + 1 :]
    assert first(lines)[0] == at + 1
