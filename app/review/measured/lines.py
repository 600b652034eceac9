"""Measured lines: which are known, which of them ran, and when that was measured."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.review.diff.patch import Malformed
from app.review.foreign import foreign
from app.review.measured.freshness import Moment

_LONGEST = 20  # characters of a number
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # what a redirect in Windows PowerShell writes


@dataclass
class Measured:
    lines: dict[str, dict[int, bool]] = field(default_factory=dict)  # path → line → whether it ran
    roots: list[str] = field(default_factory=list)  # directories that the paths may be relative to
    told: tuple[int, int] | None = None  # (covered, known) where the form counts something else than lines
    moments: list[Moment] = field(default_factory=list)  # of the runs that it adds up
    has_modules: bool = False  # whether paths begin with the name of a module, as Go's do

    def note(self, path: str, line: int, *, ran: bool) -> None:
        known = self.lines.setdefault(path, {})
        known[line] = known.get(line, False) or ran

    def date(self, moment: Moment | None) -> None:
        self.moments += [moment] if moment else []

    @property
    def oldest(self) -> Moment | None:
        """Return when the first of the runs was that it adds up."""
        return min(self.moments, key=lambda moment: moment.at + moment.slack, default=None)

    @property
    def total(self) -> float | None:
        covered, known = self.told or (
            sum(sum(lines.values()) for lines in self.lines.values()),
            sum(map(len, self.lines.values())),
        )
        return round(100 * covered / known, 2) if known else None


def natural(text: str | None) -> int:
    """Return a whole number from zero on. Raises Malformed."""
    told = (text or "").strip()
    if not (told.isascii() and told.isdecimal() and len(told) <= _LONGEST):
        raise Malformed(f"`{foreign(told, 40)}` stands where the number of a line or of runs should")
    return int(told)


def has_run(text: str | None) -> bool:
    """Return whether a count is more than zero; some tools write it as 1.0 or 1e+06. Raises Malformed."""
    told = (text or "").strip()
    if told.isascii() and told.isdecimal():
        return told.strip("0") != ""
    try:
        count = float(told[:_LONGEST]) if "_" not in told else math.nan
    except ValueError:
        count = math.nan
    if not 0 <= count < math.inf:
        raise Malformed(f"`{foreign(told, 40)}` stands where the number of a line or of runs should")
    return count > 0


def text_lines(content: bytes) -> Iterator[str]:
    encoding = "utf-16" if content.startswith(_UTF_16) else "utf-8-sig"
    return (line.removesuffix("\r") for line in content.decode(encoding, "replace").split("\n"))
