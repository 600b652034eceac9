"""Durations as people write them."""

from datetime import timedelta

import pytest

from app.domain.duration import format_duration, parse_duration
from app.domain.errors import BadInput

WRITTEN = [
    ("8s", timedelta(seconds=8)),
    ("10m", timedelta(minutes=10)),
    ("4h", timedelta(hours=4)),
    ("7d", timedelta(days=7)),
    ("90m", timedelta(minutes=90)),
]


@pytest.mark.parametrize(("text", "duration"), WRITTEN)
def test_a_duration_is_read_and_written_the_same_way(text: str, duration: timedelta) -> None:
    assert parse_duration(text) == duration
    assert format_duration(duration) == text


@pytest.mark.parametrize(
    "text",
    ["", "4", "4 hours", "4H", "-4h", "0s", "1.5h", "4h ", "4h\n", "1h30m", "٤h", "9999d", "9999999999s"],
)
def test_what_is_no_duration_is_refused_with_the_form_to_write(text: str) -> None:
    with pytest.raises(BadInput, match="is not a duration; write 8s, 10m, 4h or 7d"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(), "0s"),
        (timedelta(seconds=59.6), "1m"),
        (timedelta(hours=48), "2d"),
        (timedelta(minutes=61), "61m"),
    ],
)
def test_the_largest_whole_unit_is_written(duration: timedelta, text: str) -> None:
    assert format_duration(duration) == text
