"""What a review reads. Everything in here comes from outside and may lie."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.past import History
from app.domain.report import FileChange, Unknown


class Teller(StrEnum):
    """Where evidence comes from; the card says so when it was not read by Airlock itself."""

    GIT = "git"  # read by Airlock from a repository
    GITHUB = "github"  # read by Airlock from GitHub
    CI = "ci"  # sent by the CI job
    BOTH = "both"  # the change read by Airlock, what was measured sent by the CI job
    GITHUB_AND_CI = "github-and-ci"  # the same, the change read from GitHub


@dataclass(frozen=True)
class Commit:
    sha: str  # 40 hex digits
    author: str  # name; foreign text
    email: str
    subject: str  # first line of the message; foreign text
    co_authors: tuple[str, ...] = ()  # e-mail addresses of Co-authored-by trailers
    committer_email: str = ""
    at: int = 0  # when it was committed: Unix seconds, by the committer's own clock; 0 is not known
    parents: tuple[str, ...] = ()  # full ids, the first is the main line's; empty is a root or not known
    body: str = ""  # the message below its first line, its beginning; foreign text


@dataclass(frozen=True)
class Document:
    """A file that a tool wrote: JUnit XML, a coverage report."""

    name: str  # for messages; foreign text
    content: bytes


@dataclass(frozen=True)
class Vulnerable:
    """A dependency that comes in with a known vulnerability."""

    name: str  # foreign text, as all of it
    version: str
    path: str  # of the manifest or lock file
    severity: str  # "low", "moderate", "high" or "critical"
    advisory: str  # its id, as in GHSA-…
    summary: str = ""


@dataclass(frozen=True)
class Pull:
    """A pull request that brought commits of the range."""

    number: int
    title: str  # foreign text
    url: str
    author: str  # login
    approved_by: tuple[str, ...] = ()  # logins whose last review approves its last commit, never the author
    approved_before: tuple[str, ...] = ()  # logins whose approval is of an earlier commit of it


@dataclass(frozen=True)
class WholeFile:
    """A file on both sides of the change, where lines alone do not tell enough."""

    path: str  # as in the head (in the base, when deleted)
    old: str | None = None  # None: not there before
    new: str | None = None  # None: not there any more


@dataclass(frozen=True)
class Evidence:
    repository: str
    head: str  # 40 hex digits
    base: str | None = None  # 40 hex digits; None when nothing is known to compare with
    diff: str | None = None  # unified diff in git's form; None when nobody gave one
    files: tuple[FileChange, ...] | None = None  # the source's own list and counts, to check the diff against
    whole: tuple[WholeFile, ...] = ()  # of the files that the review wants whole, those that could be had
    codeowners: str | None = None  # of the base; None when there is none
    past: History | None = None  # of the main line before the base; None when nobody could look
    commits: tuple[Commit, ...] = ()  # base..head, newest first
    junit: tuple[Document, ...] | None = None  # None: nobody gave any
    coverage: Document | None = None
    base_coverage: Document | None = None
    checks: tuple[tuple[str, str], ...] = ()  # (name, conclusion), conclusions in GitHub's words
    platform_checks: tuple[tuple[str, str], ...] | None = None  # those the platform told; None: nobody asked
    required_checks: tuple[str, ...] = ()  # by rulesets and branch protection, besides the policy's
    flaky_checks: tuple[str, ...] = ()  # names that failed and passed on this very commit
    vulnerable: tuple[Vulnerable, ...] = ()  # what the platform's own database says of new dependencies
    pulls: tuple[Pull, ...] | None = None  # that brought the commits; None when nobody could look
    direct: tuple[str, ...] = ()  # commits of the main line that no pull request brought, 40 hex digits
    starters: frozenset[str] = frozenset()  # e-mails, lower case, of who opened, queued or re-ran it
    logins: Mapping[str, frozenset[str]] = field(default_factory=dict)  # of who wrote, opened or started it,
    # on the platform, lower case → e-mails that it knows to be theirs, lower case
    nameless: tuple[str, ...] = ()  # of these logins, people of whom no address is known
    takes_back: int | None = None  # a rollback: how many commits of the base it takes away
    taken_back: tuple[Commit, ...] = ()  # of these the newest, when that could be read
    unknown: tuple[Unknown, ...] = ()  # what the source itself could not read
    live: str | None = None  # the commit that is live there, 40 hex digits
    teller: Teller = Teller.GIT


@dataclass(frozen=True)
class Expectation:
    """What the policy asks a review to look at and to require."""

    hot_paths: tuple[str, ...] = ()  # gitignore patterns
    required_checks: tuple[str, ...] = ()
    needs_junit: bool = False
    needs_coverage: bool = False
