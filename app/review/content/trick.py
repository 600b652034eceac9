"""Tricks of content: what a reader of the diff would not see, or could not read."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from app.review.content.added import Added
from app.review.content.trick_file import look_at_files
from app.review.content.trick_text import Trick, find_tricks
from app.review.foreign import counted
from app.review.place.kind import Kind, kind_of
from app.review.verdict.sighting import Seen, Sighting

_MOST = 20  # findings of one rule
_LONG, _UNREADABLE = 500, 2_000  # characters of a line
_READ = frozenset({Kind.CODE, Kind.CONFIG, Kind.INFRASTRUCTURE, Kind.CI, Kind.GENERATED})
_DATA = (
    ".json",
    ".ipynb",
    ".svg",
    ".csv",
    ".tsv",
    ".xml",
    ".sql",
    ".geojson",
    ".ndjson",
    ".jsonl",
    ".map",
    ".lock",
)
_MARKUP = (".html", ".htm", ".jinja", ".jinja2", ".j2", ".erb", ".haml", ".md", ".vue", ".svelte")
_MESSAGES = {
    "content.bidi": "Holds {what}{times}: it runs otherwise than it is shown. Ask why it has to be there.",
    "content.homoglyph": "A word mixes Latin letters with {what}{times}: it is another name than it looks.",
    "content.invisible": "Holds {what}{times}, which nobody sees: it makes two names of one, or hides data.",
    "content.mark": "Holds {what}{times}, which nobody sees; in such a file it may belong there.",
    "content.control": "Holds {what}{times}: a terminal shows something else than the file holds.",
    "content.conflict": "Holds marks of a merge conflict: finish the merge before it ships.",
}  # fmt: skip


def look_at_tricks(texts: Sequence[Added]) -> Seen:
    """Return what is hidden or unreadable, one finding a file and rule, the first place of each."""
    in_text = chain.from_iterable(map(_in_text, texts))
    return Seen(tuple(_first(chain(in_text, look_at_files([added.patch for added in texts])))))


def _first(sightings: Iterable[Sighting]) -> Iterator[Sighting]:
    """Yield the first ones of each rule."""
    counts: dict[str, int] = {}
    for sighting in sightings:
        counts[sighting.rule] = counts.get(sighting.rule, 0) + 1
        if counts[sighting.rule] <= _MOST:
            yield sighting


def _in_text(added: Added) -> Iterator[Sighting]:
    if added.text:
        tricks: dict[str, list[Trick]] = {}
        for trick in find_tricks(added):
            tricks.setdefault(trick.rule, []).append(trick)
        for rule, found in tricks.items():
            times = "" if len(found) == 1 else f" and {counted(len(found) - 1, 'more')}".removesuffix("s")
            message = _MESSAGES[rule].format(what=found[0].what, times=times)
            yield Sighting(rule, message, path=added.patch.path, line=added.line(found[0].place))
        yield from _long(added)


def _long(added: Added) -> Iterator[Sighting]:
    patch = added.patch
    if kind_of(patch.path) not in _READ or patch.path.lower().endswith(_DATA):
        return
    if max(max(map(len, hunk.lines), default=0) for hunk in patch.hunks) <= _LONG:
        return
    long = [(len(text), number) for number, text in patch.added() if len(text) >= _LONG]
    if not long:
        return
    longest, number = max(long, key=lambda line: line[0])
    if longest >= _UNREADABLE:
        message = f"Has a line of {longest:,} characters that nobody can read: ask what it is built from."
        yield Sighting("content.unreadable", message, path=patch.path, line=number)
    elif kind_of(patch.path) is not Kind.GENERATED and not patch.path.lower().endswith(_MARKUP):
        message = (
            f"Has {counted(len(long), 'line')} of {_LONG} characters and more: scroll to the end of them."
        )
        yield Sighting("content.long-line", message, path=patch.path, line=number)
