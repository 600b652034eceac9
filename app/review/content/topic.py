"""What the added code deals with, told from the words of its identifiers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from math import log2

from app.review.diff.patch import Patch
from app.review.foreign import foreign
from app.review.place.kind import Kind, kind_of
from app.review.place.word import words, words_of
from app.review.verdict.sighting import Seen, Sighting

_READ = 8_000_000  # characters of added code that are looked at
_LINES = 8_000  # lines whose branches are counted
_MARKUP = (".html", ".htm", ".jinja2", ".j2", ".erb", ".haml", ".xml", ".svg", ".ipynb")
_IDENTIFIER = re.compile(r"\b[A-Za-z_]\w{2,}")
_SHOWN = 60  # characters of one
_BRANCH = re.compile(r"\b(if|unless|elif|else if|switch|case|when)\b")

# Whole words of the identifiers in added code. Concurrency first: one of the two is enough.
TOPICS: dict[str, tuple[str, frozenset[str]]] = {
    "content.concurrency": (
        "concurrency",
        words(
            "thread threads threading mutex lock locks locked semaphore async await asyncio goroutine "
            "coroutine concurrent concurrency atomic multiprocessing executor synchronized race "
            "deadlock"
        ),
    ),
    "content.cache": (
        "caching",
        words("cache caches cached caching memoize memoized memo ttl etag redis memcached lru"),
    ),
}


@dataclass(frozen=True, slots=True)
class _Hit:
    path: str
    line: int
    word: str


def look_at_topics(patches: Sequence[Patch]) -> Seen:
    """Return what the added lines of code deal with, and how many of them branch."""
    code = [patch for patch in patches if kind_of(patch.path) is Kind.CODE and patch.change.additions]
    return Seen((*_topics(code), *_branches(code)))


def _topics(code: Sequence[Patch]) -> Iterator[Sighting]:
    texts = [(patch, patch.added_text()) for patch in code if not patch.path.lower().endswith(_MARKUP)]
    is_counted = False
    for rule, (topic, told) in TOPICS.items():
        if hit := _first(texts, told):
            message = f"Adds lines that deal with {topic} (`{foreign(hit.word, 60)}`)."
            yield Sighting(rule, message, path=hit.path, line=hit.line, times=not is_counted)
            is_counted = True


def _first(texts: Sequence[tuple[Patch, str]], told: frozenset[str]) -> _Hit | None:
    left = _READ
    for patch, text in texts:
        lowered = text[:left].lower()
        left -= len(lowered)
        if any(word in lowered for word in told) and (identifier := _spoken(text, told)):
            return _hit(patch, identifier)
    return None


def _spoken(text: str, told: frozenset[str]) -> str | None:
    """Return the first identifier that has one of the words."""
    identifiers = (match[0] for match in _IDENTIFIER.finditer(text[:_READ]))
    return next((name for name in identifiers if not told.isdisjoint(words_of(name))), None)


def _hit(patch: Patch, identifier: str) -> _Hit:
    line = next(number for number, text in patch.added() if identifier in text)
    return _Hit(patch.path, line, identifier[:_SHOWN])


def _branches(code: Sequence[Patch]) -> Iterator[Sighting]:
    lines = islice(chain.from_iterable(patch.added() for patch in code), _LINES)
    number = sum(1 for _, line in lines if _BRANCH.search(line))
    if number:
        message = f"Adds branches to the logic in {number:,} lines."
        yield Sighting("content.branches", message, times=log2(1 + number))
