"""The record as a table: each field has its cell, and no cell runs."""

import json
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from app.commands.audit.when import moment
from app.domain.audit.canonical import parse
from app.domain.audit.chain import hash_of
from app.domain.audit.entry import Count, Entry, Inputs, What, Who
from app.domain.audit.flat import COLUMNS, harmless, row
from app.domain.errors import BadInput
from tests.unit.audit.records import ANA, NOON, entry, record

LINE = record([replace(entry(1), reason="=cmd|' /C calc'!A0")]).lines[0]
ROW = dict(zip(COLUMNS, row(parse(LINE), hash_of(LINE)), strict=True))


def test_every_field_of_an_entry_has_a_column() -> None:
    flat = {"by": Who, "inputs": Inputs, "inputs.quorum": Count}
    names = {one.name for one in fields(Entry)}
    for prefix, form in flat.items():
        names |= {f"{prefix}.{one.name}" for one in fields(form)}
    assert set(COLUMNS) == names - set(flat) | {"seq", "previous", "hash"}


def test_cells_hold_what_the_line_holds() -> None:
    assert ROW["seq"] == "1"
    assert ROW["by.email"] == ANA.email
    assert ROW["by.belongs_to"] == "'@release-owners"
    assert ROW["inputs.quorum.need"] == "2"
    assert ROW["run_id"] == ""
    assert json.loads(ROW["detail"]) == {"seen": "1"}
    assert ROW["hash"] == hash_of(LINE)
    assert ROW["reason"] == "'=cmd|' /C calc'!A0"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1", "  =1", "\uff1d1"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_what_cannot_be_seen_is_written_out() -> None:
    line = record([replace(entry(1), reason="a\x1b[2J\u202eb\ud800\n\tc", detail={"x": "\x1b"})]).lines[0]
    cells = dict(zip(COLUMNS, row(parse(line), hash_of(line)), strict=True))
    assert cells["reason"] == "a\\u001b[2J\\u202eb\\ud800\n\tc"
    assert cells["detail"] == '{"x": "\\u001b"}'


@pytest.mark.parametrize("text", ["", "7", "a=b", "sha256:00", "ana@harbour.example"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize(
    ("text", "is_end", "expected"),
    [
        ("2026-03-02T12:00", False, NOON),
        ("2026-03-02T13:00+01:00", False, NOON),
        ("2026-03-02T12:00:00Z", True, NOON),
        ("2026-03-02", False, NOON - timedelta(hours=12)),
        ("2026-03-02", True, NOON + timedelta(hours=12)),
        ("7d", False, NOON - timedelta(days=7)),
    ],
)
def test_moments_are_dates_times_and_how_long_ago(text: str, expected: object, *, is_end: bool) -> None:
    assert moment(text, NOON, is_end=is_end) == expected


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13-01", "9999-12-31", "0001-01-01T00:00+14:00", "0d"]
)
def test_what_is_no_moment_is_answered_with_how_to_write_one(text: str) -> None:
    with pytest.raises(BadInput, match="write 2026-03-02"):
        moment(text, NOON, is_end=True)


def test_the_page_about_the_record_tells_every_field() -> None:
    told = (Path(__file__).parents[3] / "docs" / "audit.md").read_text()
    names = {name for column in COLUMNS for name in column.split(".")} - {"hash"}
    assert [name for name in sorted(names) if f"`{name}`" not in told] == []
    assert [what for what in get_args(What) if f"`{what}`" not in told] == []
