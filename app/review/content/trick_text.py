"""Text that is not what it looks like: turned around, invisible, look-alike, or obeyed by terminals."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from app.review.content.added import Added
from app.review.place.kind import Kind, kind_of

_OVERRIDES = frozenset("\u202d\u202e")
_EMBEDDINGS = frozenset("\u202a\u202b\u202c\u2066\u2067\u2068\u2069")
_MARKS = frozenset("\u200e\u200f\u061c")
_JOINERS = frozenset("\u200c\u200d")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_TAGS = re.compile("[\U000e0000-\U000e007f]")
_FLAG = "\U0001f3f4"  # the flags of England, Scotland and Wales are this one, followed by tags
# Unicode's bidi controls, default ignorables that take no room, and fillers that count as letters.
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
_SHOWN = frozenset({Kind.DOCS, Kind.TRANSLATION, Kind.TEST, Kind.ASSET})  # where some of them belong
# Letters of other scripts that are drawn as Latin ones: Cyrillic, Greek, Armenian. Greek letters that
# formulas use are left out. From Unicode's confusables.txt.
_LOOK_ALIKE = frozenset(
    "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u0410\u0412\u0415"
    "\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0405\u0406\u0408\u050c\u04c0\u04cf\u0391\u0392\u0395"
    "\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03f2\u03f3\u0561\u0570\u0578"
    "\u057d\u0585"
)
_ALIKE = re.compile(f"[{''.join(sorted(_LOOK_ALIKE))}\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d6a3]")
_FROM_LATIN = ("FULLWIDTH LATIN", "MATHEMATICAL")  # drawn otherwise, and the same name to some languages
_WORD_READ = 60  # characters to each side
_WORD = re.compile(r"\w*")
_CONTROLS = "\x00\x08\x1b\x7f\x9b"
_CONTROL = re.compile(f"[{_CONTROLS}]|\r(?=[^\n])")
_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
_NAMED = {"\r": "a carriage return inside the line", "\x1b": "an escape character"}
_MOST = 10_000  # places looked at in one file


@dataclass(frozen=True, slots=True)
class Trick:
    rule: str
    place: int  # in the added text
    what: str  # names it, in plain ASCII


def find_tricks(added: Added) -> Iterator[Trick]:
    """Yield what the added text holds, rule by rule in order of place."""
    kind = kind_of(added.patch.path)
    if not added.text.isascii():
        yield from _hidden(added, kind)
        if kind not in {Kind.DOCS, Kind.TRANSLATION}:
            yield from _look_alike(added.text)
    if any(control in added.text for control in _CONTROLS) or "\r" in added.text:
        for control in _CONTROL.finditer(added.text):
            yield Trick("content.control", control.start(), _NAMED.get(control[0], _code(control[0])))
    if "<<<<<<< " in added.text and kind is not Kind.DOCS:
        yield from (
            Trick("content.conflict", mark.start(), mark[0]) for mark in _CONFLICT.finditer(added.text)
        )


def _hidden(added: Added, kind: Kind) -> Iterator[Trick]:
    for _, found in zip(range(_MOST), _HIDDEN.finditer(added.text), strict=False):
        rule = _rule(added.text, found.start(), is_shown=kind in _SHOWN)
        if rule and not (found[0] == "\ufeff" and _is_first(added, found.start())):
            yield Trick(rule, found.start(), _code(found[0]))


def _rule(text: str, at: int, *, is_shown: bool) -> str | None:
    character, before, after = text[at], text[max(0, at - 1) : at], text[at + 1 : at + 2]
    if character in _OVERRIDES or (character in _EMBEDDINGS and not is_shown):
        return "content.bidi"
    if character in _EMBEDDINGS | _MARKS and is_shown:
        return "content.mark"
    if _TAGS.match(character):
        return None if _FLAG in text[max(0, at - 7) : at] else "content.invisible"
    if _SELECTORS.match(character):
        is_odd = _SELECTORS.match(before) or (before.isalpha() and before.isascii())
        return "content.invisible" if is_odd else None
    if character in _JOINERS and _joins(before, after):
        return None
    return "content.mark" if is_shown else "content.invisible"


def _joins(before: str, after: str) -> bool:
    """Whether a joiner stands where emoji, or scripts such as Persian and Hindi, need it."""
    sides = [side for side in (before, after) if side]
    return len(sides) > 1 and all(not side.isascii() and not _is_latin(side) for side in sides)


def _is_latin(character: str) -> bool:
    return unicodedata.name(character, "").startswith("LATIN")


def _is_first(added: Added, place: int) -> bool:
    """Whether it is the byte order mark at the start of the file."""
    return added.line(place) == 1 and (place == 0 or added.text[place - 1] == "\n")


def _look_alike(text: str) -> Iterator[Trick]:
    end = 0
    for _, found in zip(range(_MOST), _ALIKE.finditer(text), strict=False):
        if found.start() >= end:
            start, end = _word(text, found.start())
            if _is_mixed(text[start:end]):
                name = unicodedata.name(found[0], _code(found[0]))
                yield Trick("content.homoglyph", found.start(), name)


def _word(text: str, at: int) -> tuple[int, int]:
    tail = _WORD.match(text, at, at + _WORD_READ)
    head = _WORD.match(text[max(0, at - _WORD_READ) : at][::-1])
    return at - (head.end() if head else 0), tail.end() if tail else at + 1


def _is_mixed(word: str) -> bool:
    """Whether Latin letters stand beside letters drawn like them, and beside no others of a script."""
    others = [
        letter for letter in word if letter.isalpha() and not letter.isascii() and not _is_latin(letter)
    ]
    has_latin = any(letter.isascii() and letter.isalpha() for letter in word)
    return has_latin and bool(others) and all(map(_is_alike, others))


def _is_alike(letter: str) -> bool:
    return letter in _LOOK_ALIKE or unicodedata.name(letter, "").startswith(_FROM_LATIN)


def _code(character: str) -> str:
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}" + (f" {name}" if name else "")
