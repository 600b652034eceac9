"""How much of a diff is read; what comes after is said to be unread."""

from app.domain.report import Unknown

LONGEST = 32 * 1024 * 1024  # characters
MOST_LINES = 2_000_000
MOST_FILES = 20_000
_BY_CHARACTERS = Unknown("diff", f"only its first {LONGEST // 1024**2} million characters were read")
_BY_LINES = Unknown("diff", f"only its first {MOST_LINES:,} lines were read")
BY_FILES = Unknown("diff", f"only its first {MOST_FILES:,} files were read")


def readable(text: str) -> tuple[str, tuple[Unknown, ...]]:
    """Return the beginning that is read, and what was left out."""
    unknown = (_BY_CHARACTERS,) if len(text) > LONGEST else ()
    text = text[:LONGEST]
    if text.count("\n") <= MOST_LINES:
        return text, unknown
    return text[: _end_of_line(text, MOST_LINES)], (*unknown, _BY_LINES)


def _end_of_line(text: str, number: int) -> int:
    """Return where the line of that number ends, found by halves: no list of all of them is made."""
    low, high = 0, len(text)  # fewer than `number` newlines stand before `low`
    while high - low > 1:
        middle = (low + high) // 2
        if text.count("\n", 0, middle) < number:
            low = middle
        else:
            high = middle
    return high
