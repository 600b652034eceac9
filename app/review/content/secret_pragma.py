"""Comments and files that tell secret scanners to look away. They are reported, and not obeyed."""

import re
from collections.abc import Iterator, Sequence

from app.review.content.added import Added
from app.review.diff.patch import Patch
from app.review.foreign import counted, foreign
from app.review.verdict.sighting import Sighting

_MARKS = (
    "nosec",
    "noqa",
    "list secret",
    "nextline secret",
    "gitleaks:allow",
    "trufflehog:ignore",
    "ggignore",
)
_PRAGMA = re.compile(
    r"pragma:\s?(?:allow|white)list (?:nextline )?secret|gitleaks:allow|trufflehog:ignore|ggignore|"
    r"#\s?nosec\b|noqa:[\s\w,]{0,60}\bs10[5-7]\b"
)
_FILES = re.compile(
    r"(?:^|/)(?:\.gitleaksignore|\.?gitleaks\.toml|\.secrets\.baseline|\.trufflehog-?ignore|"
    r"\.gitguardian\.ya?ml|\.secretlintignore)$"
)


def find_pragmas(added: Added, lowered: str) -> Iterator[tuple[int, str]]:
    """Yield (line, pragma); `lowered` is the added text in lower case."""
    if may_hold_pragma(lowered):
        for found in _PRAGMA.finditer(lowered):
            yield added.line(found.start()), found[0]


def may_hold_pragma(lowered: str) -> bool:
    """Whether it is worth looking for one; cheaper than the pattern."""
    return any(mark in lowered for mark in _MARKS)


def told_pragmas(pragmas: Sequence[tuple[Patch, int, str]]) -> Iterator[Sighting]:
    """Tell all comments in one finding, at the first of them."""
    if pragmas:
        patch, line, words = pragmas[0]
        times = "" if len(pragmas) == 1 else f", and {counted(len(pragmas) - 1, 'more such comment')}"
        message = (
            f"Tells scanners to look away (`{foreign(words, 60)}`{times}). Airlock looked all the same; "
            "ask why nobody else should."
        )
        yield Sighting("secret.suppressed", message, path=patch.path, line=line)


def look_at_ignore_files(patches: Sequence[Patch]) -> Iterator[Sighting]:
    for patch in patches:
        if _FILES.search(patch.path[-100:].lower()):
            message = "Changes what secret scanners leave out: read each line of it as if it were the secret."
            yield Sighting("secret.suppressed", message, path=patch.path)
