"""A local git repository: what lies between two commits, and the default branch's policy."""

import os
from collections.abc import Mapping
from pathlib import Path

from app.adapters.gitchange import read_change
from app.adapters.gitpast import landed
from app.adapters.gitprogram import Git, GitError, GitTimeoutError
from app.adapters.gitrange import Range
from app.adapters.gitrelation import Relation, read_commits, read_relation
from app.domain.evidence import Evidence
from app.domain.past import History
from app.domain.reference import is_commit
from app.domain.report import Unknown
from app.ports import Reading

__all__ = ["GitError", "GitRepository"]

POLICY_PATH = ".github/airlock.yml"
_POLICY_MAX = 1024 * 1024  # bytes
OWNERS_PATHS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")  # docs.github.com: the first counts
_OWNERS_MAX = 3 * 1024 * 1024  # bytes; GitHub ignores a larger one
_NO_BRANCH = (
    "not read, as no default branch is known; `git remote set-head origin --auto` or --policy mends it"
)


class GitRepository:
    """Reads; never changes, fetches or runs anything. Every method raises GitError."""

    def __init__(
        self,
        path: str | Path,
        reading: Reading | None = None,
        mend: str = "; fetch it whole, without --filter",
    ) -> None:
        """Open it. `reading`: what the review asks for; `mend`: what is said where content lacks."""
        self.path = Path(path)
        self.git = Git(self.path)
        self._reading = reading
        self._mend = mend
        self._resolved: set[str] = set()  # ids of commits that are here

    @property
    def name(self) -> str:
        """Return what people call the directory."""
        path = self.path.resolve()
        return (path.parent if path.name == ".git" else path).name.removesuffix(".git")

    def resolve(self, revision: str) -> str:
        """Return the full id of the commit that `revision` names."""
        if revision in self._resolved:
            return revision
        words = f"{revision!r} names no commit in {self.path}."
        if not revision or revision.startswith("-") or not revision.isprintable():
            raise GitError(f"{words} A revision is a commit id, a branch or a tag.")
        output = self.git.read(
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            revision + "^{commit}",
            problem=words + self._depth(),
        )
        sha = output.decode("ascii", "replace").strip()
        if not is_commit(sha):
            raise GitError(f"{self.path} does not name commits by 40 hex digits (SHA-256 is not supported).")
        self._resolved.add(sha)
        return sha

    def exists(self, sha: str) -> bool:
        """Whether the commit is here, whole or at a shallow clone's edge."""
        return is_commit(sha) and self.git.says("cat-file", "-e", sha + "^{commit}")

    def parent(self, sha: str) -> str | None:
        """Return the first parent, or None for a root commit; the edge of a shallow clone is no root."""
        raw = self.git.read("cat-file", "commit", self.resolve(sha), problem=f"{sha} cannot be read.")
        header = raw.partition(b"\n\n")[0].split(b"\n")
        parents = [line[7:].decode("ascii") for line in header if line.startswith(b"parent ")]
        if parents and not self.exists(parents[0]):
            raise GitError(f"The parent of {sha[:12]} is not in {self.path}.{self._depth()}")
        return parents[0] if parents else None

    def is_ancestor(self, ancestor: str, descendant: str) -> bool:
        """Whether `descendant` holds everything that `ancestor` holds."""
        ids = self.resolve(ancestor), self.resolve(descendant)
        return self.git.says("merge-base", "--is-ancestor", *ids)

    def policy_text(self) -> bytes | None:
        """Return the policy of the default branch: `origin/HEAD`, else the branch that is checked out."""
        branch = self._default_branch()
        if branch is None:
            return None
        text = self._plain_file(branch, POLICY_PATH, _POLICY_MAX)
        if text is not None and len(text) > _POLICY_MAX:
            raise GitError(f"{POLICY_PATH} on {branch} is larger than 1 MiB; no policy is.")
        return text

    def unread_policy(self, *commits: str | None) -> tuple[Unknown, ...]:
        """Tell of a policy in these commits that was not read: the default branch is not known."""
        form = ("ls-tree", "--name-only")
        held = [self.git.read(*form, each, "--", POLICY_PATH, problem=each) for each in commits if each]
        is_unread = any(held) and self._default_branch() is None
        return (Unknown(POLICY_PATH, _NO_BRANCH),) if is_unread else ()

    def evidence(self, repository: str, base: str | None, head: str) -> Evidence:
        """Return what changes from `base` to `head`; without a base, everything that `head` holds."""
        head = self.resolve(head)
        base = self.resolve(base) if base else None
        problem = f"The changes from {base or 'nothing'} to {head} cannot be read.{self._depth()}"
        change = read_change(
            self.git,
            Range(base, head, problem, self._mend),
            self._reading.wanted if self._reading else lambda _: False,
        )
        commits, unread = read_commits(self.git, base, head)
        owners, hidden = self._codeowners(base) if base else (None, ())
        is_child = any(base in commit.parents for commit in commits)  # mostly, and git need not be asked
        relation = Relation() if is_child else read_relation(self.git, base, head)
        return Evidence(
            repository=repository,
            head=head,
            base=base,
            diff=change.diff,
            files=change.files,
            whole=change.whole,
            codeowners=owners,
            commits=commits,
            takes_back=relation.takes_back,
            taken_back=relation.taken_back,
            unknown=(*change.unknown, *unread, *hidden, *relation.unknown),
        )

    def past(self, evidence: Evidence) -> History | None:
        """Return what the main line before the base says of a change; a clone without it has no past."""
        if evidence.base is None or self._reading is None or self.git.is_shallow:
            return None
        try:
            return self._reading.recall(landed(self.git, evidence.base), evidence)
        except GitTimeoutError:
            raise
        except GitError:  # a clone without the trees of old commits
            return None

    def _codeowners(self, base: str) -> tuple[str | None, tuple[Unknown, ...]]:
        """Return the owners file of the base: the head's own could name anybody."""
        path = OWNERS_PATHS[0]
        try:
            here = self._entries(base, *OWNERS_PATHS)
            path = next((path for path in OWNERS_PATHS if path in here), path)
            text = self._content(here, base, path, _OWNERS_MAX)
        except GitTimeoutError:
            raise
        except GitError as problem:
            return None, (Unknown(path, str(problem)),)
        if text is not None and len(text) > _OWNERS_MAX:
            return None, (Unknown(path, "it is larger than 3 MiB"),)
        return text.decode("utf-8", "replace") if text is not None else None, ()

    def _plain_file(self, revision: str, path: str, limit: int) -> bytes | None:
        """Return a file's content, cut one byte above `limit`, or None. Raises GitError for a link."""
        return self._content(self._entries(revision, path), revision, path, limit)

    def _entries(self, revision: str, *paths: str) -> dict[str, bytes]:
        """Return by path what `git ls-tree` says of those that are there: mode, kind and id."""
        told = self.git.read("ls-tree", "-z", revision, "--", *paths, problem=f"{revision} cannot be read.")
        entries = (entry.partition(b"\t") for entry in told.split(b"\0") if entry)
        return {os.fsdecode(path): words for words, _, path in entries}

    def _content(self, here: Mapping[str, bytes], revision: str, path: str, limit: int) -> bytes | None:
        if path not in here:
            return None
        mode, kind, blob = here[path].decode("ascii").split(" ")
        if kind != "blob" or mode == "120000":
            raise GitError(f"{path} on {revision} is not a plain file; make it one.")
        problem = f"{path} on {revision} cannot be read."
        return self.git.read("cat-file", "blob", blob, limit=limit, problem=problem)

    def _default_branch(self) -> str | None:
        for symbol in ("refs/remotes/origin/HEAD", "HEAD"):
            told = self.git.tells("rev-parse", "--verify", "--quiet", "--symbolic-full-name", symbol)
            if told and told.strip() != symbol.encode("ascii"):  # it names a branch, which has a commit
                return symbol
        return None

    def _depth(self) -> str:
        return " The clone is shallow: fetch with depth 0." if self.git.is_shallow else ""
