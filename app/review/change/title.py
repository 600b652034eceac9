"""What the commits themselves say: how many, by how many, and what their messages announce."""

import re
from collections.abc import Iterator, Sequence
from math import log2

from app.domain.evidence import Commit
from app.domain.past import Landed
from app.review.change.announced import weighed
from app.review.diff.patch import Patch
from app.review.foreign import counted, foreign
from app.review.past.landing import landings
from app.review.past.revert import takes_back
from app.review.past.title import title_of
from app.review.place.kind import Kind, kind_of
from app.review.verdict.sighting import Seen, Sighting

_MOST_DOUBLINGS = 4
_MOST_MESSAGES = 20  # of one merge
_USUAL_TITLE = 50  # characters
_BOT = re.compile(r"\[bot\]|^(dependabot|renovate|pyup|snyk|github-actions|greenkeeper)\b", re.IGNORECASE)
_BOT_KINDS = frozenset({Kind.MANIFEST, Kind.LOCK, Kind.CI, Kind.DOCS})
_RELAND = re.compile(r"\b(re-?land|re-?apply|re-?introduce|revert \"?revert)\b", re.IGNORECASE)
_AGAIN = re.compile(r"\b(take (two|2|three|3)|(second|third) (try|attempt)|attempt #?[23])\b", re.IGNORECASE)
_TRAILER = re.compile(
    r"^(change-id|signed-off-by|co-authored-by|reviewed-by|closes-bug|reviewed-on|git-svn-id|tested-by)\b.*$",
    re.IGNORECASE | re.MULTILINE,
)


def look_at_messages(commits: Sequence[Commit], patches: Sequence[Patch]) -> Seen:
    """Return what the messages add; a title lowers the score only as far as all of them agree."""
    if not commits:
        return Seen()
    changes = landings(commits)
    titles = [title_of(c.subject, c.body, [inner.subject for inner in c.inner]) for c in changes]
    bodies = [_body(change) for change in changes]
    return Seen(
        (
            *_numbers(changes),
            *_titles(titles),
            *_again(titles, bodies),
            *_bodies(titles, bodies),
            *_bot(commits, patches),
        )
    )


def _numbers(changes: Sequence[Landed]) -> Iterator[Sighting]:
    commits = sum(max(1, len(change.inner)) for change in changes)
    if commits > 1:
        times = min(_MOST_DOUBLINGS, log2(commits))
        yield Sighting("size.commits", f"Ships {commits:,} commits at once.", times=times)
    authors = {author for change in changes for author in _authors(change)}
    if len(authors) > 1:
        yield Sighting("size.authors", f"Written by {len(authors):,} people.", times=log2(len(authors)))


def _authors(change: Landed) -> set[str]:
    return {inner.email for inner in change.inner} or {change.email}


def _titles(titles: Sequence[str]) -> Iterator[Sighting]:
    meaning, words = max(map(weighed, titles))
    if meaning:
        named = ", ".join(f"“{word}”" for word in words[:3])
        often = "more often" if meaning > 0 else "less often"
        message = f"Changes with {named} in the title were reverted {often} in other projects."
        yield Sighting("history.title", message, times=meaning)
    longest = max(titles, key=len)
    if longest:
        times = log2((1 + len(longest)) / (1 + _USUAL_TITLE))
        form = "short" if times < 0 else "long"
        message = f"A {form} title, of {counted(len(longest), 'character')}."
        yield Sighting("history.title-length", message, times=times)


def _again(titles: Sequence[str], bodies: Sequence[str]) -> Iterator[Sighting]:
    again = next((title for title in titles if _RELAND.search(title) and not takes_back(title)), None)
    called = next(filter(None, map(_AGAIN.search, (*titles, *bodies))), None)
    if again:
        message = f"A title says that it brings back what was taken out before: “{foreign(again, 100)}”."
        yield Sighting("history.reland", message)
    elif called:
        message = f"Its message calls it another try (“{foreign(called[0])}”)."
        yield Sighting("history.reland", message)


def _body(change: Landed) -> str:
    bodies = (change.body, *(inner.body for inner in change.inner[:_MOST_MESSAGES]))
    return _TRAILER.sub("", "\n".join(bodies)).strip()


def _bodies(titles: Sequence[str], bodies: Sequence[str]) -> Iterator[Sighting]:
    longest = max(map(len, bodies))
    if longest:
        message = f"The message explains it in {counted(longest, 'character')}."
        yield Sighting("history.explained", message, times=log2(1 + longest))
    if any("revert" in body.lower() for body in bodies):
        message = "Its message talks of a revert: ask what went wrong before."
        if all(map(takes_back, titles)):
            message = "Takes back what was shipped before: ask whether anything that came since needs it."
        yield Sighting("history.revert-talk", message)


def _bot(commits: Sequence[Commit], patches: Sequence[Patch]) -> Iterator[Sighting]:
    if is_routine(commits, patches):
        yield Sighting("history.bot", f"A routine update by {foreign(commits[0].author, 60)}.")


def is_routine(commits: Sequence[Commit], patches: Sequence[Patch]) -> bool:
    """Whether a bot updates what bots update; the name alone earns nothing: anybody can commit under it."""
    changes = landings(commits)
    names = [inner.name for change in changes for inner in change.inner]
    names += [change.name for change in changes if not change.inner]
    is_bot = bool(names) and all(map(_BOT.search, names))
    return is_bot and bool(patches) and all(kind_of(patch.path) in _BOT_KINDS for patch in patches)
