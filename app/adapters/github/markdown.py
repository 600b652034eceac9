"""Text for GitHub's Markdown; what is foreign neither mentions, links, formats nor draws there."""

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_INVISIBLE = frozenset({"Cf", "Cs", "Co", "Cn"})  # Unicode categories: format, surrogate, private, unassigned
_BREAKING = frozenset({"Cc", "Zl", "Zp"})  # control, line, paragraph
# GitHub looks for these after Markdown is drawn, where a backslash is gone: people, issues, addresses.
_CALLING = re.compile(r"@|#|:(?=//)|(?<=ww)w(?=\.)|(?<=\bgh)-(?=\d)", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[\\`*_{}\[\]<>#!|~&$@]")  # what means something within a line
JOINER = "\u2060"  # has no width and breaks no line


def clean(text: str, limit: int) -> str:
    """Return foreign text as one line: no control, bidi or zero-width characters, at most `limit` long."""
    line = _SPACE.sub(" ", "".join(_visible(c) for c in text[: limit * 4])).strip()
    return line if len(line) <= limit else line[: limit - 1] + "…"


def escaped(text: str, limit: int = 300) -> str:
    """Return foreign text as words and nothing else, at most `limit` of its characters."""
    called = _CALLING.sub(lambda found: f"{found[0]}{JOINER}", clean(text, limit))
    return _PUNCTUATION.sub(r"\\\g<0>", called)


def code(text: str, limit: int = 160) -> str:
    """Return foreign text as code: GitHub reads nothing in it, and it cannot end it."""
    return f"`{clean(text, limit).replace('`', chr(39)) or ' '}`"


def told(text: str, limit: int = 300) -> str:
    """Return words of the review, in which backticks mark code."""
    parts = clean(text, limit).split("`")
    return "".join(code(part) if number % 2 else _edged(part) for number, part in enumerate(parts) if part)


def link(label: str, url: str | None) -> str:
    """Return a link to a place of our own; the bare label when there is none, or it is no plain URL."""
    if not url or not re.fullmatch(r"https?://[\w.:/?=&%~+,-]+", url):
        return label
    return f"[{label}]({url})"


def _edged(part: str) -> str:
    """Escape, and keep the spaces next to code."""
    before = " " if part[:1] == " " else ""
    after = " " if part[-1:] == " " and part.strip() else ""
    return f"{before}{escaped(part, len(part))}{after}"


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    return "\ufffd" if category in _INVISIBLE else " " if category in _BREAKING else character
