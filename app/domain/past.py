"""What a repository's main line has seen before a change."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Inner:
    """A commit that came in by a merge."""

    sha: str  # 40 hex digits
    email: str  # the author's, in lower case
    name: str  # the author's; foreign text, as all of it
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Landed:
    """One change of the main line: a commit that first parents reach, with all that it merged."""

    sha: str  # 40 hex digits
    at: int  # when it was committed, Unix seconds
    email: str
    name: str
    subject: str
    body: str
    paths: tuple[str, ...]  # that differ from its first parent, without renames
    inner: tuple[Inner, ...] = ()  # the oldest first; empty unless it is a merge
