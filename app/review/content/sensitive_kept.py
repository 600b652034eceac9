"""Whether a guard is taken away from something that stays, and not together with what it guarded."""

import re
from collections.abc import Sequence

from app.review.content.sensitive_line import LINE_READ, Line
from app.review.content.sensitive_pattern import Pattern

_DECORATION = re.compile(r"\s*(@|\[|#\[)")
_NAMES = re.compile(r"[A-Za-z_]\w{1,60}")
_DEFINITION = re.compile(r"\b(?:def|function|func|class|fun|public|private|async|module)\b")
_LOOKED_AT = 12  # lines after the guard
_NEAR, _ABOVE = 60, 200  # lines around it, and above it


def is_kept(lines: Sequence[str], line: Line, pattern: Pattern) -> bool:
    """Whether what the removed line of a hunk guarded is still there."""
    if pattern.rule.startswith("config."):
        return True
    follows = _follows(lines, line.at)
    if follows[:1] != "-" or not _DEFINITION.search(follows):
        return not _loses_class(lines, line.at)
    near = lines[max(0, line.at - _NEAR) : line.at + _NEAR]
    added = " ".join(text[1:LINE_READ] for text in near if text[:1] == "+")
    return bool(_defined(follows) & set(_NAMES.findall(added)))


def _follows(lines: Sequence[str], at: int) -> str:
    """Return the first line after the guard that is no other guard."""
    after = (text for text in lines[at + 1 : at + 1 + _LOOKED_AT] if text[1:].strip())
    return next((text for text in after if not _DECORATION.match(text[1:])), "")


def _defined(text: str) -> set[str]:
    """Return the name that stands before the first parenthesis, brace or colon."""
    return set(_NAMES.findall(re.split(r"[({:]", text[1:LINE_READ], maxsplit=1)[0])[-1:])


def _loses_class(lines: Sequence[str], at: int) -> bool:
    """Whether the nearest definition above the line goes with it."""
    above = (text for text in reversed(lines[max(0, at - _ABOVE) : at]) if text[:1] in {"-", " "})
    opened = next((text for text in above if re.match(r".\s*(?:class|module|resources?)\b", text)), "")
    return opened[:1] == "-"
