"""Words for messages. Foreign text is made harmless: one line, bounded, nothing that a terminal obeys."""

import unicodedata

# Controls, surrogates, unassigned, private use, line and paragraph separators; bidi and zero-width are Cf
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def foreign(text: str, limit: int = 160) -> str:
    """Return `text` on one line of at most `limit` characters, what does not print written as an escape."""
    shown = text[:limit] if text.isascii() and text.isprintable() else "".join(map(_shown, text[:limit]))
    if len(text) <= limit and len(shown) <= limit:
        return shown
    return shown[: limit - 1] + "…"


def brief(path: str, limit: int = 80) -> str:
    """Return a path of at most `limit` characters: a long one keeps its first folder and its end."""
    if len(path) <= limit:
        return foreign(path, limit)
    first = path.partition("/")[0]
    start = f"{first}/…" if len(first) <= limit // 3 else "…"
    end = path[len(start) - limit :]
    return foreign(start + (end[end.index("/") :] if "/" in end else end), limit)


def _shown(character: str) -> str:
    if unicodedata.category(character) not in _HIDDEN:
        return character
    return character.encode("unicode_escape").decode("ascii")


def counted(number: int, thing: str) -> str:
    """Return "1 line" or "2,000 lines"."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
