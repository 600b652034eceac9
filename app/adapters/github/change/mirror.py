"""A bare clone of our own of a repository on GitHub: all its history, and the content that was asked for."""

import logging
import os
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic

from app.adapters import gitpartial
from app.adapters.filelock import LockedError, locked
from app.adapters.git import OWNERS_PATHS, GitRepository
from app.adapters.gitfetch import Bounds, Remote, fetch
from app.adapters.gitoutput import entries
from app.adapters.gitprogram import Git, GitError, GitTimeoutError, run
from app.adapters.gitrange import Range
from app.domain.errors import Gone
from app.ports import Reading

log = logging.getLogger(__name__)

SECONDS = 100.0  # for everything: below the lease of a review, with room for another way
HISTORY_MAX = 4 * 1024**3  # bytes; ten times the history of a large project
CONTENT_MAX = 512 * 1024**2  # bytes of what changes
BLOBS_MAX = 40_000  # both sides of as many files as a review reads
_AGAIN = 3600.0  # seconds until a clone that took too long is tried again
_PACKS = 20  # an index of all of them is written as often
_TIP = "+HEAD:refs/airlock/tip"  # what keeps the next fetch small
_GONE = re.compile(r"not our ref ([0-9a-f]{40})")
_MISSING = "; GitHub did not give it in time"
# What makes a clone one that may lack content: git-scm.com/docs/partial-clone
_CONFIG = """\
[core]
	repositoryFormatVersion = 1
	bare = true
[extensions]
	partialClone = origin
[remote "origin"]
	promisor = true
	partialCloneFilter = blob:none
"""


class MirrorError(Exception):
    """Git cannot get it now, for want of git, time or network; there is another way."""


@dataclass(frozen=True)
class Mirror:
    """May be used by any number of processes at once: one fetches, the others wait, all read."""

    directory: Path  # of the clone
    remote: Callable[[], Remote]  # asked only when something is to be fetched

    def bring(self, base: str | None, head: str, seconds: float = SECONDS) -> None:
        """Have everything here that a review of `base..head` reads. Raises MirrorError, Gone.

        Content that could not be had in time is left out, and named by whoever reads it.
        """
        until = monotonic() + seconds
        try:
            self._be_there(until)
            self._have_commits([each for each in (head, base) if each], until)
        except (GitError, LockedError, OSError) as problem:
            raise MirrorError(str(problem) or "another process is fetching") from problem
        try:
            self._have_content(Range(base, head, "The change cannot be read."), until)
        except (GitError, LockedError) as problem:
            log.warning("content is missing", extra={"mirror": self.directory.name, "why": str(problem)})

    def repository(self, reading: Reading) -> GitRepository:
        """Return what reads it, and never fetches. Raises GitError."""
        return GitRepository(self.directory, reading, mend=_MISSING)

    def has(self, *commits: str) -> bool:
        """Whether they are here, so that nothing has to be fetched."""
        try:
            git = Git(self.directory)
            return all(git.says("cat-file", "-e", f"{sha}^{{commit}}") for sha in commits)
        except GitError:
            return False

    def distrust(self) -> None:
        """Have it made anew the next time: something in it could not be read."""
        (self.directory / _TIP.partition(":")[2]).unlink(missing_ok=True)

    def _be_there(self, until: float) -> None:
        """Clone it, unless it is there and whole; a broken one is made anew."""
        if self._is_whole():
            return
        self.directory.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with locked(self._lock, until - monotonic()):
            if self._is_whole():
                return
            if self._was_slow():
                raise GitTimeoutError("the last clone took too long; it is tried again after an hour")
            try:
                self._clone(until)
            except GitTimeoutError:
                self._slow.touch()
                raise

    def _was_slow(self) -> bool:
        """Whether a clone took too long within the hour, by the clock that both files were written by."""
        self._lock.touch()
        try:
            return self._lock.stat().st_mtime - self._slow.stat().st_mtime < _AGAIN
        except FileNotFoundError:
            return False

    def _is_whole(self) -> bool:
        if not self.directory.is_dir():
            return False
        try:
            return Git(self.directory).says("rev-parse", "--verify", "--quiet", "refs/airlock/tip^{tree}")
        except GitError:
            return False

    def _clone(self, until: float) -> None:
        """Make it beside its place, and put it there once it is whole."""
        made = Path(mkdtemp(prefix=f"{self.directory.name}.new-", dir=self.directory.parent))
        try:
            run(["init", "--quiet", "--bare", "--template=", str(made)], {}, f"{made} cannot be made.")
            (made / "config").write_text(_CONFIG, "ascii")
            fetch(made, self.remote(), [_TIP], Bounds(until - monotonic(), HISTORY_MAX))
            if self.directory.exists():
                log.warning("mirror is made anew", extra={"mirror": self.directory.name})
                shutil.rmtree(self.directory)
            made.rename(self.directory)
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def _have_commits(self, commits: Sequence[str], until: float) -> None:
        if self.has(*commits):
            return
        with locked(self._lock, until - monotonic()):
            missing = [sha for sha in commits if not self.has(sha)]
            if missing:
                self._fetch_commits(missing, until)

    def _fetch_commits(self, commits: Sequence[str], until: float) -> None:
        try:
            fetch(self.directory, self.remote(), [_TIP, *commits], Bounds(until - monotonic(), HISTORY_MAX))
        except GitTimeoutError:
            raise
        except GitError as problem:
            if gone := _GONE.search(str(problem)):
                raise Gone(
                    f"{gone[1][:12]} is not on GitHub any more, so the change cannot be read."
                ) from problem
            raise
        self._index()

    def _index(self) -> None:
        packs = len(list((self.directory / "objects" / "pack").glob("*.pack")))
        if packs % _PACKS == 0:
            with suppress(GitError):
                Git(self.directory).read("multi-pack-index", "write", problem="Packs cannot be listed.")

    def _have_content(self, between: Range, until: float) -> None:
        git = Git(self.directory)
        missing = gitpartial.missing_objects(git, between)
        wanted = sorted(missing.intersection(_content(git, between)))[:BLOBS_MAX]
        if wanted:
            with locked(self._lock, until - monotonic()):
                fetch(self.directory, self.remote(), wanted, Bounds(until - monotonic(), CONTENT_MAX))

    @property
    def _slow(self) -> Path:
        return self.directory.with_name(self.directory.name + ".slow")

    @property
    def _lock(self) -> Path:
        return self.directory.with_name(self.directory.name + ".lock")


def _content(git: Git, between: Range) -> Iterable[str]:
    """Yield the ids of both sides of what changes, and of the files that say who owns what."""
    for entry in entries(between.read(git, "--no-renames", "-z", "--raw")):
        yield entry.old
        yield entry.new
    if between.base is not None:
        rows = git.read("ls-tree", "-z", between.base, "--", *OWNERS_PATHS, problem=between.problem)
        yield from (row.split(" ")[2].partition("\t")[0] for row in os.fsdecode(rows).split("\0")[:-1])


def place(directory: Path, web_url: str, repository: str) -> Path:
    """Return where the mirror of OWNER/NAME is kept; GitHub does not tell its letters' case apart."""
    host = re.sub(r"[^a-z0-9.-]", "_", web_url.lower().partition("://")[2])
    return directory / "mirrors" / host / f"{repository.lower().replace('/', '+')}.git"
