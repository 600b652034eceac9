"""What the added code deals with, told from the words of its identifiers."""

import re
from collections.abc import Iterator, Sequence
from math import log2

from app.review.content.added import Added
from app.review.foreign import counted, foreign
from app.review.place.kind import Kind, kind_of
from app.review.place.word import words, words_of
from app.review.verdict.sighting import Seen, Sighting

_READ = 8_000_000  # characters of added code that are looked at
_BRANCHES_READ = 400_000  # characters of added code whose branches are counted
_MARKUP = (".html", ".htm", ".jinja2", ".j2", ".erb", ".haml", ".xml", ".svg", ".ipynb")
_IDENTIFIER = re.compile(r"\b[A-Za-z_]\w{2,}")
_BRANCH = {word: re.compile(rf"{word}(?!\w)") for word in ("if", "elif", "unless", "switch", "case", "when")}

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


def look_at_topics(texts: Sequence[Added]) -> Seen:
    """Return what the added lines of code deal with, and how many of them branch."""
    code = [added for added in texts if added.text and kind_of(added.patch.path) is Kind.CODE]
    return Seen((*_topics(code), *_branches(code)))


def _topics(code: Sequence[Added]) -> Iterator[Sighting]:
    spoken = [added for added in code if not added.patch.path.lower().endswith(_MARKUP)]
    everything = "\n".join(added.text for added in spoken)[:_READ].lower()
    is_counted = False
    for rule, (topic, told) in TOPICS.items():
        said = frozenset(word for word in told if word in everything)
        if said and (hit := _first(spoken, said)):
            added, identifier = hit
            message = f"Adds lines in which a name speaks of {topic} (`{foreign(identifier, 60)}`)."
            line = added.line(added.text.index(identifier))
            yield Sighting(rule, message, path=added.patch.path, line=line, times=not is_counted)
            is_counted = True


def _first(texts: Sequence[Added], said: frozenset[str]) -> tuple[Added, str] | None:
    """Return the first identifier that has one of the words, and where it stands."""
    left = _READ
    for added in texts:
        read = added.text[: max(0, left)]
        left -= len(read)
        lowered = read.lower()
        held = [word for word in said if word in lowered]
        if held and (found := _identifier(read, held, said)):
            return added, found
    return None


def _identifier(text: str, held: Sequence[str], said: frozenset[str]) -> str | None:
    """Return the first identifier that has one of the words; only lines that may hold one are taken apart."""
    lines = (line for line in text.split("\n") if _may_hold(line.lower(), held))
    names = (match[0] for line in lines for match in _IDENTIFIER.finditer(line))
    return next((name for name in names if not said.isdisjoint(words_of(name))), None)


def _may_hold(lowered: str, held: Sequence[str]) -> bool:
    return any(word in lowered for word in held)


def _branches(code: Sequence[Added]) -> Iterator[Sighting]:
    number, left = 0, _BRANCHES_READ
    for added in code:
        text = added.text[: max(0, left)]
        left -= len(text)
        number += _branching_lines(text)
    if number:
        message = f"Adds {counted(number, 'line')} in which the logic branches."
        yield Sighting("content.branches", message, times=log2(1 + number))


def _branching_lines(text: str) -> int:
    """Count the lines that hold one of the words; a word's own letters come first, for speed."""
    starts = set[int]()
    for word, form in _BRANCH.items():
        if word not in text:
            continue
        for match in form.finditer(text):
            at = match.start()
            if not at or not (text[at - 1].isalnum() or text[at - 1] == "_"):
                starts.add(text.rfind("\n", 0, at))
    return len(starts)
