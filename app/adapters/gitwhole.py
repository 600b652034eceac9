"""Files whole, on both sides of a change: read by blob, in two runs of git however many they are."""

from collections.abc import Iterator, Mapping, Sequence

from app.adapters.gitprogram import Git
from app.domain.evidence import WholeFile
from app.domain.report import FileChange, Unknown

MOST = 400  # files
LARGEST = 16 * 1024 * 1024  # bytes of one side
_ALL = 96 * 1024 * 1024  # bytes of all of them
_NO_BLOB = "0" * 40

Blobs = Mapping[str, tuple[str, str]]  # path → the blob ids before and after


def blobs_in(output: bytes) -> Blobs:
    """Read `--raw -z`: which blob stood at each path, and which stands there now."""
    fields = iter(output.decode("utf-8", "replace").split("\0")[:-1])
    blobs: dict[str, tuple[str, str]] = {}
    for field in fields:
        if field.startswith(":"):
            _, _, old, new, letter = field.split(" ")
            path = next(fields)
            if letter[:1] in {"R", "C"}:
                path = next(fields)
            blobs[path] = old, new
    return blobs


def whole_files(
    git: Git, changes: Sequence[FileChange], blobs: Blobs, lost: frozenset[str] = frozenset()
) -> tuple[tuple[WholeFile, ...], tuple[Unknown, ...]]:
    """Return the files that could be read, and by name those that could not; git is not asked for `lost`."""
    wanted = [change.path for change in changes[:MOST] if change.path in blobs]
    unread = [Unknown(change.path, f"it is one of more than {MOST} such files") for change in changes[MOST:]]
    sizes = _sizes(git, sorted({blob for path in wanted for blob in blobs[path]} - {_NO_BLOB} - lost))
    texts = _texts(git, _affordable(sizes))
    files = []
    for path in wanted:
        missing = [blob for blob in blobs[path] if blob != _NO_BLOB and blob not in texts]
        if missing:
            reason = "it is too large to be read whole" if missing[0] in sizes else "it is not in the clone"
            unread.append(Unknown(path, reason))
        else:
            files.append(WholeFile(path, *(texts.get(blob) for blob in blobs[path])))
    return tuple(files), tuple(unread)


def _sizes(git: Git, blobs: Sequence[str]) -> dict[str, int]:
    """Return the size of each blob that is here, in bytes."""
    output = _batch(git, "--batch-check", blobs)
    told = (line.split(" ") for line in output.decode("ascii", "replace").split("\n"))
    return {parts[0]: int(parts[2]) for parts in told if len(parts) == 3 and parts[1] == "blob"}  # noqa: PLR2004 - id, kind and size


def _affordable(sizes: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    left = _ALL
    for blob, size in sizes.items():
        if size <= min(LARGEST, left):
            left -= size
            yield blob, size


def _texts(git: Git, sizes: Iterator[tuple[str, int]]) -> dict[str, str]:
    wanted = list(sizes)
    output = _batch(git, "--batch", [blob for blob, _ in wanted])
    texts, at = dict[str, str](), 0
    for blob, size in wanted:
        at = output.index(b"\n", at) + 1  # past its own header
        texts[blob] = output[at : at + size].decode("utf-8", "replace")
        at += size + 1
    return texts


def _batch(git: Git, form: str, blobs: Sequence[str]) -> bytes:
    if not blobs:
        return b""
    given = "".join(f"{blob}\n" for blob in blobs).encode("ascii")
    return git.read("cat-file", form, given=given, problem="Whole files cannot be read.")
