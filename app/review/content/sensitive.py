"""What the changed lines do where a mistake is dear: who is let in, what is paid, deleted, run or opened."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.domain.report import Unknown
from app.review.content.sensitive_env import READING, Variables
from app.review.content.sensitive_kept import is_kept
from app.review.content.sensitive_line import (
    LINE_READ,
    Language,
    Line,
    bare,
    changed_lines,
    is_comment,
    is_sentence,
    prose_lines,
    runs,
)
from app.review.content.sensitive_pattern import RUNNING, Pattern
from app.review.content.sensitive_setting import STEMS, Settings, is_flag_place
from app.review.content.sensitive_table import Place, place_of, table, words_for
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


@dataclass
class _Change:
    """The whole change, for what one line alone does not tell; and how much was looked at."""

    patches: Sequence[Patch]
    searches: int = 0
    hits: dict[str, _Hit] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    variables: Variables = field(default_factory=Variables)
    _less: dict[tuple[str, str], bool] = field(default_factory=dict)

    @cached_property
    def moved(self) -> dict[str, frozenset[str]]:
        """What was added when it is removed here, and the other way around: such a line is only moved."""
        lines = [line for patch in self.patches for hunk in patch.hunks for line in hunk.lines]
        return {
            "-": frozenset(line[1:].strip() for line in lines if line[:1] == "+"),
            "+": frozenset(line[1:].strip() for line in lines if line[:1] == "-"),
        }

    def is_less(self, patch: Patch, pattern: Pattern) -> bool:
        """Whether the file loses more lines of the kind than it gets."""
        key = patch.path, pattern.form.pattern
        if key not in self._less:
            signs = [
                line[:1]
                for hunk in patch.hunks
                for line in hunk.lines
                if line[:1] in {"+", "-"} and pattern.form.search(line[1:LINE_READ])
            ]
            self._less[key] = signs.count("-") > signs.count("+")
        return self._less[key]


def look_at_lines(patches: Sequence[Patch]) -> Seen:
    """Return at most one finding a rule: the first place, and how many more there are."""
    change = _Change(patches)
    vocabularies: dict[Place, Vocabulary] = {}
    for patch in patches:
        place = place_of(patch)
        if place is None:
            continue
        if place not in vocabularies:
            vocabularies[place] = Vocabulary(words_for(place))
        text = "\n".join("\n".join(hunk.lines) for hunk in patch.hunks).lower()
        words = vocabularies[place].words_in(text)
        if words or is_flag_place(patch.path):
            _look(patch, place, words, change)
    found = (
        *map(_sighting, change.hits.values()),
        *change.settings.sightings(),
        *change.variables.sightings(patches),
        *look_at_assertions(patches),
    )
    return Seen(found, _unread(change))


def _unread(change: _Change) -> tuple[Unknown, ...]:
    if change.searches < _SEARCHES:
        return ()
    reason = f"more than {_SEARCHES:,} of them look sensitive; the rest was not looked at one by one"
    return (Unknown("changed lines", reason),)


def _look(patch: Patch, place: Place, words: set[str], change: _Change) -> None:
    active = [pattern for pattern in table(place) if not words.isdisjoint(pattern.words)]
    if active and framework_of(patch.path):
        active = [pattern for pattern in active if pattern.rule not in _OF_MIGRATIONS]
    for hunk in patch.hunks if active else ():
        for line, pattern, what in _found(patch, hunk, place.language, active, change):
            _note(change.hits, pattern, what, patch.path, line.number)
    if place.kind in RUNNING and (is_flag_place(patch.path) or not words.isdisjoint(STEMS)):
        change.settings.look(patch, place.language)
    if place.kind in RUNNING and not words.isdisjoint(READING) and not framework_of(patch.path):
        change.variables.look(patch, place.language)


def _found(
    patch: Patch, hunk: Hunk, language: Language, active: Sequence[Pattern], change: _Change
) -> Iterator[tuple[Line, Pattern, str]]:
    prose = prose_lines(hunk.lines) if language is Language.PYTHON else frozenset[int]()
    for line in changed_lines(hunk):
        for pattern in active:
            if pattern.sign != line.sign or not any(word in line.lowered for word in pattern.words):
                continue
            if change.searches >= _SEARCHES:
                return
            change.searches += 1
            what = None if line.at in prose and not pattern.strings else _what(pattern, line, language)
            if what is not None and not _is_moved(line, pattern, patch, hunk, change):
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
    if line.text.strip() in change.moved[line.sign]:
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
