"""What the record keeps of one report, however large the change.

Once packed, 20,000 files take some 200 kB, of paths made to be long 9 MB, and everything else 200 kB at most.
What is left out is said, and nothing that bears points, a floor or a gate is ever left out.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from app.domain.report import Dependency, FileChange, Finding, Unknown
from app.review.foreign import foreign

MOST_FILES = 20_000  # as many as are read of a diff
MOST_FINDINGS, MOST_UNKNOWN, MOST_DEPENDENCIES = 100, 100, 200
_MOST_CHARACTERS = 40_000  # of words, in each other list
_MOST_OF_PATHS = 4_000_000  # characters: 20,000 renames of a hundred characters on each side
_WORDS_MAX = 300  # of an Unknown

T = TypeVar("T")


def first_files(files: Sequence[FileChange]) -> tuple[FileChange, ...]:
    return _first(
        files, MOST_FILES, lambda change: len(change.path) + len(change.old_path or ""), _MOST_OF_PATHS
    )


def first_dependencies(dependencies: Sequence[Dependency]) -> tuple[Dependency, ...]:
    return _first(dependencies, MOST_DEPENDENCIES, lambda dependency: len(dependency.name + dependency.path))


def first_findings(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the first finding of every rule, and of the others what fits."""
    leading = {finding.rule: index for index, finding in reversed(list(enumerate(findings)))}.values()
    others = [index for index in range(len(findings)) if index not in set(leading)]
    kept = _first(others, MOST_FINDINGS - len(leading), lambda index: len(str(findings[index])))
    return tuple(findings[index] for index in sorted({*leading, *kept}))


def first_unknown(unknown: Sequence[Unknown], left_out: dict[str, int]) -> tuple[Unknown, ...]:
    """Return the first entries, and one for each list of which something was left out."""
    bounded = [
        Unknown(foreign(entry.subject, _WORDS_MAX), foreign(entry.reason, _WORDS_MAX)) for entry in unknown
    ]
    kept = _first(bounded, MOST_UNKNOWN, lambda entry: len(entry.subject + entry.reason))
    cut = {**left_out, "unknown": len(bounded) - len(kept)}
    return (*kept, *(Unknown(name, f"and {more:,} more, not listed") for name, more in cut.items() if more))


def _first(
    items: Sequence[T], most: int, size: Callable[[T], int], characters: int = _MOST_CHARACTERS
) -> tuple[T, ...]:
    kept, left = [], characters
    for item in items[:most]:
        left -= size(item)
        if left < 0:
            break
        kept.append(item)
    return tuple(kept)
