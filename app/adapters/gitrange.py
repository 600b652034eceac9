"""Two commits, and how git is asked for what lies between them: the same whatever a repository's settings."""

from dataclasses import dataclass

from app.adapters.gitprogram import Git

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"  # git knows it without storing it
DIFF = (
    "diff-tree", "-r", "-M", "-l1000", "--full-index", "--no-color", "--no-ext-diff", "--no-textconv",
    "--submodule=short", "--ignore-submodules=none", "--no-relative", "--diff-algorithm=myers",
)  # fmt: skip
TEXT = (
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--unified=3",
    "--no-indent-heuristic",
    "--no-function-context",
)
COUNTS = ("-z", "--raw", "--numstat")


@dataclass(frozen=True, slots=True)
class Range:
    base: str | None  # None: everything that the head holds is new
    head: str
    problem: str  # what is said when git fails
    mend: str = "; fetch it whole, without --filter"  # of a clone that lacks content

    def read(self, git: Git, *form: str, limit: int | None = None, paths: tuple[str, ...] = ()) -> bytes:
        """Return git's answer in that form, at most `limit` bytes and one. Raises GitError."""
        return git.read(*self._asked(*form, paths=paths), limit=limit, problem=self.problem)

    def foresee(self, git: Git, *form: str, limit: int | None = None) -> None:
        """Begin what `read` will be asked for."""
        git.foresee(*self._asked(*form), limit=limit, problem=self.problem)

    def _asked(self, *form: str, paths: tuple[str, ...] = ()) -> tuple[str, ...]:
        ends = (self.base or EMPTY_TREE, self.head, "--", *paths)
        return ("--literal-pathspecs", *DIFF, *form, *ends)
