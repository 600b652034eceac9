"""What the commits themselves say: how many, by whom, and what their titles announce."""

import re
from collections.abc import Iterator, Sequence
from math import log2

from app.domain.evidence import Commit
from app.review.diff.patch import Patch
from app.review.foreign import foreign
from app.review.place.kind import Kind, kind_of
from app.review.verdict.sighting import Seen, Sighting

_MOST_DOUBLINGS = 4
_BOT = re.compile(r"\[bot\]|^(dependabot|renovate|pyup|snyk|github-actions|greenkeeper)\b", re.IGNORECASE)
_BOT_KINDS = frozenset({Kind.MANIFEST, Kind.LOCK, Kind.CI, Kind.DOCS})

_RELAND = re.compile(r"\b(re-?land|re-?apply|re-?introduce|revert \"?revert)\b", re.IGNORECASE)
_BEHAVIOUR = re.compile(
    r"\b(enabl|disabl|default|switch|perf|cach|async|try|experiment|requir|enforc)\w*", re.IGNORECASE
)
_LOWERING = (
    (
        "history.docs",
        "documents or wording",
        re.compile(r"\b(docs?|document\w*|typos?|readme|copy)\b", re.IGNORECASE),
    ),
    (
        "history.refactor",
        "a refactoring",
        re.compile(r"\b(refactor|renam|clean|tid|simplif)\w*", re.IGNORECASE),
    ),
    ("history.fix", "a fix", re.compile(r"\b(fix(es|ed)?|bug|hotfix)\b", re.IGNORECASE)),
)


def look_at_history(commits: Sequence[Commit], patches: Sequence[Patch]) -> Seen:
    """Return what the commits add; a title lowers the score only when all of them agree."""
    if not commits:
        return Seen()
    return Seen((*_number(commits), *_raising(commits), *_lowering(commits), *_bot(commits, patches)))


def _number(commits: Sequence[Commit]) -> Iterator[Sighting]:
    if len(commits) > 1:
        times = min(_MOST_DOUBLINGS, log2(len(commits)))
        yield Sighting("size.commits", f"Ships {len(commits):,} commits at once.", times=times)


def _raising(commits: Sequence[Commit]) -> Iterator[Sighting]:
    for rule, form, meaning in (
        ("history.reland", _RELAND, "brings back what was taken out before"),
        ("history.behaviour", _BEHAVIOUR, "announces a change of behaviour or speed"),
    ):
        said = [commit for commit in commits if form.search(commit.subject)]
        if said:
            yield Sighting(rule, f"A title {meaning}: “{foreign(said[0].subject, 100)}”.")


def _lowering(commits: Sequence[Commit]) -> Iterator[Sighting]:
    for rule, meaning, form in _LOWERING:
        if all(form.search(commit.subject) for commit in commits):
            told = "Its title says" if len(commits) == 1 else "All titles say"
            yield Sighting(rule, f"{told} that it is {meaning}: “{foreign(commits[0].subject, 100)}”.")
            return


def _bot(commits: Sequence[Commit], patches: Sequence[Patch]) -> Iterator[Sighting]:
    if is_routine(commits, patches):
        yield Sighting("history.bot", f"A routine update by {foreign(commits[0].author, 60)}.")


def is_routine(commits: Sequence[Commit], patches: Sequence[Patch]) -> bool:
    """Whether a bot updates what bots update; the name alone earns nothing: anybody can commit under it."""
    is_bot = bool(commits) and all(_BOT.search(commit.author) for commit in commits)
    return is_bot and bool(patches) and all(kind_of(patch.path) in _BOT_KINDS for patch in patches)
