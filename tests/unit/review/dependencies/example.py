"""Files whole, as a source gives them, and what the review says of their change."""

from difflib import unified_diff

from app.domain.evidence import WholeFile
from app.review.dependencies.look import Dependencies, look_at_dependencies
from app.review.diff.read import read_diff
from app.review.verdict.sighting import Sighting

File = tuple[str, str | None, str | None]  # path, old, new


def diff_of(path: str, old: str | None, new: str | None) -> str:
    """Return git's diff of one file."""
    before, after = ((text or "").splitlines(keepends=True) for text in (old, new))
    told = "new file mode 100644\n" if old is None else "deleted file mode 100644\n" if new is None else ""
    names = ("/dev/null" if old is None else f"a/{path}", "/dev/null" if new is None else f"b/{path}")
    body = "".join(
        line if line.endswith("\n") else f"{line}\n" for line in unified_diff(before, after, *names)
    )
    return f"diff --git a/{path} b/{path}\n{told}index 1111111..2222222 100644\n{body}"


def look(*files: File, is_routine: bool = False, is_whole: bool = True) -> Dependencies:
    diff = read_diff("".join(diff_of(*file) for file in files))
    whole = [WholeFile(*file) for file in files] if is_whole else []
    return look_at_dependencies(diff.patches, whole, is_routine=is_routine)


def told(*files: File, is_whole: bool = True) -> list[tuple[str, str | None, str | None]]:
    """Return (name, old, new) of every dependency that changed."""
    return [(one.name, one.old, one.new) for one in look(*files, is_whole=is_whole).changed]


def found(dependencies: Dependencies, rule: str) -> Sighting:
    """Return the one finding of the rule."""
    (finding,) = [one for one in dependencies.findings if one.rule == f"dependency.{rule}"]
    return finding


def rules_of(dependencies: Dependencies) -> set[str]:
    """Return the rules' names, but for the one that every manifest sets off."""
    return {one.rule.removeprefix("dependency.") for one in dependencies.findings} - {"changed"}
