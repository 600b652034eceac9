"""Ruby and Elixir as logical lines: comments off, open lines joined, strings of many lines kept apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEREDOC = re.compile(r"<<[~-]?(['\"]?)([A-Z_]\w*)\1")
_COMMENT = re.compile(r"(^|\s)#(?!\{)")
_OPEN = (",", "(", "[", "{", "\\", "|>", " +", "<>", "=")
_JOINED_MAX = 200  # lines that one statement may span
_LONGEST = 5_000  # characters of one


@dataclass(frozen=True, slots=True)
class Line:
    number: int  # 1-based
    indent: int
    text: str
    quoted: str | None = None  # the string of many lines that belongs to it


def lines_of(text: str) -> Iterator[Line]:
    lines, at = text.split("\n"), 0
    while at < len(lines):
        start, first = at, _bare(lines[at])
        parts, quoted = [first.strip()], None
        at += 1
        while at < len(lines) and at - start < _JOINED_MAX and _is_open(parts, lines[at]):
            parts.append(_bare(lines[at]).strip())
            at += 1
        if here := _HEREDOC.search(parts[-1]):
            quoted, at = _until(lines, at, here[2])
        elif parts[-1].count('"""') == 1:
            quoted, at = _until(lines, at, '"""')
        joined = " ".join(part for part in parts if part)
        if len(joined) > _LONGEST:
            yield Line(start + 1, len(first) - len(first.lstrip()), "(a line too long to read)", quoted)
        elif joined:
            yield Line(start + 1, len(first) - len(first.lstrip()), joined, quoted)


def _is_open(parts: list[str], following: str) -> bool:
    if not parts[-1]:
        return len(parts) > 1  # a comment between two parts
    return (parts[-1].endswith(_OPEN) and not parts[-1].endswith("=>\\")) or following.lstrip().startswith(
        (".", "|>")
    )


def _until(lines: list[str], at: int, mark: str) -> tuple[str | None, int]:
    """Return the lines up to `mark` and where to go on; without one, nothing is taken away."""
    for end in range(at, len(lines)):
        if lines[end].strip().startswith(mark):
            return "\n".join(lines[at:end]), end + 1
    return None, at


def _bare(line: str) -> str:
    """Return the line without its comment; a # inside of quotes begins none."""
    for mark in _COMMENT.finditer(line, 0, _LONGEST):
        before = line[: mark.start()]
        if before.count('"') % 2 == 0 and before.count("'") % 2 == 0:
            return before
    return line
