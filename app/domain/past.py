"""What a repository's main line has seen before a change: as it landed, and what of it counts."""

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
    base: str | None  # its first parent; None for a root commit
    at: int  # when it was committed, Unix seconds
    email: str
    name: str
    subject: str
    body: str
    paths: tuple[str, ...]  # that differ from its first parent, without renames
    inner: tuple[Inner, ...] = ()  # the oldest first; empty unless it is a merge


@dataclass(frozen=True, slots=True)
class Rate:
    """How often changes to one place were reverted, the old ones counting less."""

    place: str  # a path or a directory; foreign text
    changes: int
    reverts: int
    ratio: float  # to the rate of the whole repository, smoothed: 1 is as often as everywhere


@dataclass(frozen=True, slots=True)
class History:
    """What is known of the past of the touched files when a change comes."""

    changes: int  # of the main line that were looked at
    reverts: int
    file: Rate | None = None  # the riskiest
    module: Rate | None = None  # the riskiest, of two path parts
    unfamiliarity: float = 0.0  # 0 knows them well .. 6 never touched them
