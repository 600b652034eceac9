"""Keeps the values that were found out of every word of the report."""

import re
from collections.abc import Iterable, Iterator, Sequence

from app.review.content.secret_found import Found
from app.review.content.secret_key import find_keys
from app.review.content.secret_token import find_tokens
from app.review.content.secret_url import find_urls
from app.review.foreign import foreign

SECRET = "[secret]"  # noqa: S105 - what stands in a secret's place
_MOST_VALUES = 2_000  # with more of them, nothing that is quoted is repeated
_LEAST = 4  # characters of a value whose beginning is looked for
_PIECE = re.compile(r"[\w+/=.~-]{8,}")
_TELLING = 16  # characters of a piece that are no chance, were they all small letters
_QUOTED = re.compile(r"`[^`]{1,400}`|“[^”]{1,400}”")
_CUT = "…"


class Mask:
    """Replaces values of secrets in a text, also when the text was cut in the middle of one."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        pieces = {
            piece for value in values for line in _lines(value) for piece in (line, foreign(line, 10_000))
        }
        self._is_blind = len(pieces) > _MOST_VALUES
        self._values = sorted(pieces, key=lambda piece: (-len(piece), piece))[:_MOST_VALUES]
        self._all = "\n".join(self._values)

    def __call__(self, text: str) -> str:
        for value in self._values:
            text = _without(text, value)
        if self._is_blind:
            text = _QUOTED.sub(f"`{SECRET}`", text)
        if self._all:
            text = _PIECE.sub(lambda piece: SECRET if self._is_piece(piece[0]) else piece[0], text)
        return _without_forms(text)

    def has_work(self, texts: Iterable[str]) -> bool:
        """Whether any of the texts may be changed; told at once, as mostly none is."""
        return bool(self._values) or bool(forms_in("\n".join(texts)))

    def _is_piece(self, piece: str) -> bool:
        """Whether it is a part of a value, and more than a word that happens to be in it."""
        is_telling = len(piece) >= _TELLING or any(map(str.isdigit, piece)) or not piece[1:].islower()
        stem = piece.rpartition(".")[0]  # where a file's ending follows
        return is_telling and (piece in self._all or (len(stem) >= _TELLING and stem in self._all))


def _lines(value: str) -> Iterator[str]:
    return (line for line in re.split(r"\s+|\\[nr]", value) if len(line) >= _LEAST)


def _without(text: str, value: str) -> str:
    """Take out the value, and its beginning where the text is cut."""
    at = text.find(value[:_LEAST])
    while at >= 0:
        end = at + len(_common(text[at:], value))
        is_cut = end == len(text) or text.startswith(_CUT, end)
        if end - at == len(value) or is_cut:
            text = text[:at] + SECRET + text[end:]
            end = at + len(SECRET)
        at = text.find(value[:_LEAST], max(end, at + 1))
    return text


def _common(text: str, value: str) -> str:
    end = next(
        (n for n, (a, b) in enumerate(zip(text, value, strict=False)) if a != b), min(len(text), len(value))
    )
    return value[:end]


def _without_forms(text: str) -> str:
    """Take out what looks like a secret by its form alone, as a title may bring one that no line has."""
    for each in sorted(forms_in(text), key=lambda each: -each.start):
        text = text[: each.start] + SECRET + text[each.end :]
    return text


def forms_in(text: str) -> list[Found]:
    """Return what looks like a secret by its form."""
    return [*find_keys(text), *find_tokens(text), *find_urls(text, text.lower())]


def values_of(texts: Sequence[str]) -> Iterator[str]:
    """Yield what looks like a secret by its form in texts that are no part of the diff."""
    for text in texts:
        for found in forms_in(text):
            yield text[found.start : found.end]
