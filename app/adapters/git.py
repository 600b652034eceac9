"""A local git repository: what lies between two commits, and the default branch's policy."""

from pathlib import Path

from app.adapters.gitchange import foresee_change, read_change
from app.adapters.gitfiles import Ahead, Found, names_of, plain_file
from app.adapters.gitpast import landed
from app.adapters.gitprogram import SYMBOLS, Git, GitError, GitTimeoutError
from app.adapters.gitrange import Range
from app.adapters.gitrelation import Relation, foresee_commits, read_commits, read_relation
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
        self._ahead = Ahead(self.git)
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
        found = self._ahead.look_up(names_of(branch, POLICY_PATH))
        text = plain_file(found, branch, POLICY_PATH, _POLICY_MAX)
        if text is not None and len(text) > _POLICY_MAX:
            raise GitError(f"{POLICY_PATH} on {branch} is larger than 1 MiB; no policy is.")
        return text

    def unread_policy(self, *commits: str | None) -> tuple[Unknown, ...]:
        """Tell of a policy in these commits that was not read: the default branch is not known."""
        form = ("ls-tree", "--name-only")
        held = [self.git.read(*form, each, "--", POLICY_PATH, problem=each) for each in commits if each]
        is_unread = any(held) and self._default_branch() is None
        return (Unknown(POLICY_PATH, _NO_BRANCH),) if is_unread else ()

    def foresee(self, base: str, head: str) -> None:
        """Begin all at once what `policy_text` and `evidence` read, with commits named by their ids."""
        if is_commit(base) and is_commit(head):
            policy = names_of(self.git.default, POLICY_PATH) if self.git.default else []
            self._ahead.begin(policy, _looked_up(base, head))
            self._foresee_change(base, head)

    def evidence(self, repository: str, base: str | None, head: str) -> Evidence:
        """Return what changes from `base` to `head`; without a base, everything that `head` holds."""
        base = self.resolve(base) if base and not is_commit(base) else base
        self._foresee_change(base, head)
        found = self._look_up(base, head)
        owners, hidden = _codeowners(found, base) if base else (None, ())
        base, head = self.resolve(base) if base else None, self.resolve(head)
        wanted = self._reading.wanted if self._reading else lambda _: False
        change = read_change(self.git, self._between(base, head), wanted)
        commits, unread = read_commits(self.git, base, head)
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

    def _look_up(self, base: str | None, head: str) -> Found:
        """Ask at once whether the ids are those of commits that are here, and for the base's owners."""
        found = self._ahead.look_up(_looked_up(base, head))
        self._resolved |= {found[name].id for name in _commits(base, head) if name in found}
        return found

    def _foresee_change(self, base: str | None, head: str) -> None:
        if is_commit(head) and (base is None or is_commit(base)):
            foresee_change(self.git, self._between(base, head))
            foresee_commits(self.git, base, head)

    def _between(self, base: str | None, head: str) -> Range:
        problem = f"The changes from {base or 'nothing'} to {head} cannot be read.{self._depth()}"
        return Range(base, head, problem, self._mend)

    def _default_branch(self) -> str | None:
        if self.git.default:
            return self.git.default
        for symbol in reversed(SYMBOLS):  # there was none when it was opened
            told = self.git.tells("rev-parse", "--verify", "--quiet", "--symbolic-full-name", symbol)
            if told and told.strip() != symbol.encode("ascii"):  # it names a branch, which has a commit
                return symbol
        return None

    def _depth(self) -> str:
        return " The clone is shallow: fetch with depth 0." if self.git.is_shallow else ""


def _commits(base: str | None, head: str) -> list[str]:
    return [f"{end}^{{commit}}" for end in (base, head) if end and is_commit(end)]


def _looked_up(base: str | None, head: str) -> list[str]:
    return [*_commits(base, head), *(names_of(base, *OWNERS_PATHS) if base else ())]


def _codeowners(found: Found, base: str) -> tuple[str | None, tuple[Unknown, ...]]:
    """Return the owners file of the base: the head's own could name anybody."""
    for path in OWNERS_PATHS:
        try:
            text = plain_file(found, base, path, _OWNERS_MAX)
        except GitError as problem:
            return None, (Unknown(path, str(problem)),)
        if text is not None and len(text) > _OWNERS_MAX:
            return None, (Unknown(path, "it is larger than 3 MiB"),)
        if text is not None:
            return text.decode("utf-8", "replace"), ()
    return None, ()
