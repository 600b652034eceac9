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
    """How often something happened to the changes of one place, the old ones counting less."""

    place: str  # a path, a directory, kinds of files; foreign text
    ratio: float  # to the rate of the whole repository, smoothed: 1 is as often as everywhere


@dataclass(frozen=True, slots=True)
class Echo:
    """A change that was taken back lately, and how much this one is like it."""

    title: str  # foreign text
    overlap: float  # 0..1, of their files or of the words of their titles


@dataclass(frozen=True, slots=True)
class History:
    """What is known of the past when a change comes. Speaks of places, and of who knows them."""

    changes: int  # of the main line that were looked at
    reverts: int
    file: Rate | None = None  # the touched file whose changes were taken back most often
    module: Rate | None = None  # the same, of two directories deep
    module_lately: Rate | None = None  # the same, of the last months
    own_module: Rate | None = None  # the same, of the changes there by who wrote most of this one
    kinds: Rate | None = None  # changes to these kinds of files together
    fixes: Rate | None = None  # the touched file that is mended most often
    words: float = 0.0  # how much the title's words are those of changes taken back: 0 is as any other's
    same_files: Echo | None = None  # within 30 days
    same_title: Echo | None = None
    lately: int = 0  # of the last 30 changes that were taken back
    lately_ratio: float = 1.0  # to what the repository's rate lets expect
    unfamiliarity: float = 0.0  # 0 knows the files well .. 6 never touched them
    own: int = 0  # earlier changes to the touched files by who wrote most of this one
    all: int = 0  # by anybody
    by_others: float = 0.0  # 0..1, the share of the known files that somebody else changed last
    active: int = 0  # what the same person landed within 30 days
    untouched: int | None = None  # days since the longest untouched file changed; None when all are new
