"""What the changed lines do where a mistake is dear: who is let in, what is paid, deleted, run or opened."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from app.domain.report import Unknown
from app.review.content.sensitive_env import READING, Variables
from app.review.content.sensitive_kept import is_kept
from app.review.content.sensitive_line import (
    Language,
    Line,
    bare,
    beginning,
    is_comment,
    is_sentence,
    lines_with,
    prose_lines,
    runs,
)
from app.review.content.sensitive_pattern import RUNNING, Pattern
from app.review.content.sensitive_setting import Settings
from app.review.content.sensitive_table import Place, place_of
from app.review.content.sensitive_test import look_at_assertions
from app.review.content.sensitive_word import Vocabulary
from app.review.diff.patch import Hunk, Patch
from app.review.foreign import counted, foreign
from app.review.migrations.framework import framework_of
from app.review.verdict.sighting import Seen, Sighting

_SEARCHES = 100_000  # lines held against a pattern in one review, some 10 s at the very worst
_OF_MIGRATIONS = frozenset({"content.deletes-rows", "content.schema-statement"})  # told by that family


@dataclass(slots=True)
class _Hit:
    pattern: Pattern
    what: str
    path: str
    line: int
    times: int = 1


class _File(NamedTuple):
    """One file, and what is looked for in it."""

    patch: Patch
    language: Language
    active: Sequence[Pattern]
    words: set[str]  # without which no pattern fits a line


@dataclass
class _Change:
    """The whole change, for what one line alone does not tell; and how much was looked at."""

    patches: Sequence[Patch]
    searches: int = 0
    hits: dict[str, _Hit] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    variables: Variables = field(default_factory=Variables)
    _less: dict[tuple[str, str], bool] = field(default_factory=dict)

    def is_moved(self, line: Line) -> bool:
        """Whether a line is added when it is removed here, or the other way around."""
        return line.text.strip() in (self._removed if line.sign == "+" else self._added)

    @cached_property
    def _added(self) -> frozenset[str]:
        return frozenset(map(str.strip, self._lines("+")))

    @cached_property
    def _removed(self) -> frozenset[str]:
        return frozenset(map(str.strip, self._lines("-")))

    def _lines(self, sign: str) -> list[str]:
        hunks = [hunk for patch in self.patches for hunk in patch.hunks]
        return [line[1:] for hunk in hunks for line in hunk.lines if line[:1] == sign]

    def is_less(self, patch: Patch, pattern: Pattern) -> bool:
        """Whether the file loses more lines of the kind than it gets."""
        key = patch.path, pattern.form.pattern
        if key not in self._less:
            signs = [
                line[:1]
                for hunk in patch.hunks
                for line in hunk.lines
                if line[:1] in {"+", "-"} and pattern.form.search(beginning(line)[1:])
            ]
            self._less[key] = signs.count("-") > signs.count("+")
        return self._less[key]


def look_at_lines(patches: Sequence[Patch]) -> Seen:
    """Return at most one finding a rule: the first place, and how many more there are."""
    change = _Change(patches)
    placed = [(patch, place) for patch in patches if (place := place_of(patch))]
    for (patch, place), words in zip(placed, _words(placed), strict=True):
        _look(patch, place, words, change)
    found = (
        *map(_sighting, change.hits.values()),
        *change.settings.sightings(),
        *change.variables.sightings(patches),
        *look_at_assertions(patches),
    )
    return Seen(found, _unread(change))


def _words(placed: Sequence[tuple[Patch, Place]]) -> list[set[str]]:
    """Return which words by which something is told the changed lines of each file may hold."""
    alike: dict[frozenset[str], list[int]] = {}
    for at, (_, place) in enumerate(placed):
        alike.setdefault(place.words, []).append(at)
    told: dict[int, set[str]] = {}
    for words, files in alike.items():
        texts = (_lowered(placed[at][0]) for at in files)
        told.update(zip(files, Vocabulary(words).words_in(texts), strict=True))
    return [told[at] for at in range(len(placed))]


def _lowered(patch: Patch) -> str:
    changed = [line for hunk in patch.hunks for line in hunk.lines if line[:1] in {"+", "-"}]
    return "\n".join(changed).lower()


def _unread(change: _Change) -> tuple[Unknown, ...]:
    if change.searches < _SEARCHES:
        return ()
    reason = f"more than {_SEARCHES:,} of them look sensitive; the rest was not looked at one by one"
    return (Unknown("changed lines", reason),)


def _look(patch: Patch, place: Place, words: set[str], change: _Change) -> None:
    active = [pattern for pattern in place.table if not words.isdisjoint(pattern.words)] if words else []
    if active and framework_of(patch.path):
        active = [pattern for pattern in active if pattern.rule not in _OF_MIGRATIONS]
    searched = {word for pattern in active for word in pattern.words if word in words}
    file = _File(patch, place.language, active, searched)
    for hunk in patch.hunks if active else ():
        for line, pattern, what in _found(file, hunk, change):
            _note(change.hits, pattern, what, patch.path, line.number)
    if place.kind in RUNNING:
        change.settings.look(patch, place.language)
    if place.kind in RUNNING and not words.isdisjoint(READING) and not framework_of(patch.path):
        change.variables.look(patch, place.language)


def _found(file: _File, hunk: Hunk, change: _Change) -> Iterator[tuple[Line, Pattern, str]]:
    lines = lines_with(hunk, file.words)
    prose = prose_lines(hunk.lines) if lines and file.language is Language.PYTHON else frozenset[int]()
    for line in lines:
        for pattern in file.active:
            if pattern.sign != line.sign or not any(word in line.lowered for word in pattern.words):
                continue
            if change.searches >= _SEARCHES:
                return
            change.searches += 1
            what = None if line.at in prose and not pattern.strings else _what(pattern, line, file.language)
            if what is not None and not _is_moved(line, pattern, file.patch, hunk, change):
                yield line, pattern, what


def _what(pattern: Pattern, line: Line, language: Language) -> str | None:
    """Return what of the line the pattern is about, or None."""
    if is_comment(line.text, language):
        return None
    text = runs(line.text, language) if pattern.strings else bare(line.text, language)
    if language is Language.PYTHON and is_sentence(text):
        return None
    match = pattern.form.search(text)
    if match is None or pattern.unless.search(text):
        return None
    named = match.groupdict()
    return named.get("what") or named.get("how") or match[0].strip()


def _is_moved(line: Line, pattern: Pattern, patch: Patch, hunk: Hunk, change: _Change) -> bool:
    if change.is_moved(line):
        return True
    if pattern.sign == "+":
        return False
    return not (change.is_less(patch, pattern) and is_kept(hunk.lines, line, pattern))


def _note(hits: dict[str, _Hit], pattern: Pattern, what: str, path: str, line: int) -> None:
    hit = hits.get(pattern.rule)
    if hit is None:
        hits[pattern.rule] = _Hit(pattern, what, path, line)
    else:
        hit.times += 1


def _sighting(hit: _Hit) -> Sighting:
    more = hit.times - 1
    told = f" And in {counted(more, 'more place')}." if more else ""
    message = f"`{foreign(hit.what, 60)}` {hit.pattern.says}.{told}"
    return Sighting(hit.pattern.rule, message, path=hit.path, line=hit.line)
