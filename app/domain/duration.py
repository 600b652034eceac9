"""Durations as people write them in settings and policies: `8s`, `10m`, `4h`, `7d`."""

import re
from datetime import timedelta

from app.domain.errors import BadInput

UNITS = {
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
}
LONGEST = timedelta(days=3650)  # nobody means more, and a deadline must stay a date

_FORM = re.compile(r"([1-9][0-9]{0,9})([smhd])", re.ASCII)


def parse_duration(text: str) -> timedelta:
    """Return the positive duration that `text` names. Raises BadInput."""
    form = _FORM.fullmatch(text)
    if form is None or int(form[1]) * UNITS[form[2]].total_seconds() > LONGEST.total_seconds():
        raise BadInput(f"`{text}` is not a duration; write 8s, 10m, 4h or 7d")
    return int(form[1]) * UNITS[form[2]]


def format_duration(duration: timedelta) -> str:
    """Return `duration`, to the second, in the largest unit that needs no fraction."""
    seconds = round(duration.total_seconds())
    for letter, unit in UNITS.items():
        count, rest = divmod(seconds, int(unit.total_seconds()))
        if count and not rest:
            return f"{count}{letter}"
    return "0s"
