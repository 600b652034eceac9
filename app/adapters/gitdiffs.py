"""The diffs of many changes, each against its own base, in few runs of git."""

from collections.abc import Iterator, Sequence

from app.adapters.gitprogram import Git, GitError
from app.adapters.gitrange import DIFF, TEXT

_AT_ONCE = 50
_LARGEST = 64 * 1024 * 1024  # bytes of what one run of git prints

Range = tuple[str, str | None]  # the head and its base; None for a root commit


def diffs(git: Git, ranges: Sequence[Range]) -> Iterator[tuple[str, str | None]]:
    """Yield (head, diff) in the order given; None where it cannot be read or is too large."""
    for start in range(0, len(ranges), _AT_ONCE):
        part = ranges[start : start + _AT_ONCE]
        told = _read(git, part)
        for head, base in part:
            one = told if head in told else _read(git, [(head, base)])  # the rest, after one that failed
            yield head, one.get(head)


def _read(git: Git, ranges: Sequence[Range]) -> dict[str, str]:
    """Return what one run of git tells; nothing when it fails or tells too much."""
    given = "".join(f"{head} {base}\n" if base else f"{head}\n" for head, base in ranges).encode()
    try:
        output = git.read(
            *(*DIFF, *TEXT, "--root", "--always", "--stdin"),
            given=given,
            limit=_LARGEST,
            problem="The diffs cannot be read.",
        )
    except GitError:
        return {}
    if len(output) > _LARGEST:
        return {}
    return dict(_split(output.decode("utf-8", "replace"), [head for head, _ in ranges]))


def _split(text: str, heads: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Cut at the lines that git puts in front of each diff; a diff's own lines never are a bare id."""
    starts, at = list[tuple[str, int]](), 0
    for head in heads:
        found = 0 if not at and text.startswith(f"{head}\n") else text.find(f"\n{head}\n", at) + 1
        if found or not at:
            starts.append((head, found))
            at = found
    for (head, start), (_, end) in zip(starts, [*starts[1:], ("", len(text))], strict=True):
        yield head, text[start + len(head) + 1 : end]
