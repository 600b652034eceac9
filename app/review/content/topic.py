"""What the added code deals with, told from the words of its identifiers."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from app.review.diff.patch import Patch
from app.review.foreign import foreign
from app.review.place.word import words, words_of
from app.review.verdict.sighting import Sighting

_AS_OTHERS = 0.2
_READ = 8_000_000  # characters of added code that are looked at
_MARKUP = (".html", ".htm", ".jinja2", ".j2", ".erb", ".haml", ".xml", ".svg", ".ipynb")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w{2,60}")

# Whole words of the identifiers in added code.
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
    "content.database": (
        "the database",
        words(
            "sql query queries transaction transactions commit rollback select insert update join "
            "cursor database session index migrate migration orm"
        ),
    ),
    "content.network": (
        "the network",
        words("http https socket requests timeout retry retries client webhook grpc dns tcp"),
    ),
    "content.auth": (
        "authentication",
        words(
            "auth authenticate authorization authorize login password token tokens permission "
            "permissions role roles csrf oauth secret credential credentials jwt"
        ),
    ),
    "content.flags": (
        "flags and settings",
        words("flag flags feature toggle enabled disabled default env environ getenv settings"),
    ),
    "content.logging": (
        "logging and metrics",
        words("log logger logging metric metrics tracing statsd histogram"),
    ),
}


@dataclass(frozen=True, slots=True)
class _Hit:
    path: str
    line: int
    word: str


def look_at_topics(patches: Sequence[Patch]) -> Iterator[Sighting]:
    left, hits = _READ, dict[str, _Hit]()
    for patch in patches:
        if patch.path.lower().endswith(_MARKUP):
            continue
        text = patch.added_text()[:left]
        left -= len(text)
        for rule, identifier in _spoken(text, hits.keys()):
            hits[rule] = _hit(patch, identifier)
    for rule, (topic, _) in TOPICS.items():
        if rule in hits:
            hit = hits[rule]
            message = f"Adds lines that deal with {topic} (`{foreign(hit.word, 60)}`)."
            yield Sighting(rule, message, path=hit.path, line=hit.line, times=_times(rule, hits))


def _times(rule: str, hits: Container[str]) -> float:
    """Concurrency and caching are one term: the second of them counts as any other topic."""
    return _AS_OTHERS if rule == "content.cache" and "content.concurrency" in hits else 1


def _spoken(text: str, known: Container[str]) -> list[tuple[str, str]]:
    """Return (rule, identifier) for each topic in `text`, the first identifier in reading order."""
    wanted = [(rule, told) for rule, (_, told) in TOPICS.items() if rule not in known]
    spoken: dict[str, str] = {}
    for identifier in dict.fromkeys(_IDENTIFIER.findall(text)):
        said = words_of(identifier)
        for rule, told in wanted:
            if rule not in spoken and not told.isdisjoint(said):
                spoken[rule] = identifier
    return list(spoken.items())


def _hit(patch: Patch, identifier: str) -> _Hit:
    form = re.compile(rf"\b{re.escape(identifier)}\b")
    line = next(number for number, text in patch.added() if form.search(text))
    return _Hit(patch.path, line, identifier)
