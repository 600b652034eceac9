"""Files that are not what they look like: modes, links, names, and binaries that run."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from posixpath import normpath

from app.domain.report import Status
from app.review.diff.patch import SYMLINK, Patch
from app.review.foreign import foreign
from app.review.place.kind import Kind, kind_of
from app.review.place.look import listed
from app.review.verdict.sighting import Sighting

_RUNS = re.compile(
    r"\.(?:so(?:\.\d+)*|exe|dll|dylib|jar|war|ear|class|wasm|py[cod]|node|o|a|lib|bin|elf|msi|apk|ipa|deb|"
    r"rpm|dex|ko|sys|com|scr|appimage|xpi|crx|whl|egg|gem|nupkg|pkg|dmg)$"
)
_PACKED = re.compile(r"\.(?:zip|tar|tgz|gz|bz2|xz|zst|7z|rar|lz4?|cab|iso|img)$")
_TAIL = 100  # characters of a path that name its kind
_SEEN = frozenset({Kind.ASSET, Kind.TRANSLATION})  # looked at, or made from what is read beside it
_EXECUTABLE = "100755"  # git's file modes
_PLAIN = "100644"
_SHELLS = (".sh", ".bash")


_UNREAD = {
    "content.executable": "a machine runs it and nobody can read it: build it from source, or know its hash",
    "content.archive": "what is in an archive was not reviewed: unpack it and look, or fetch it by its hash",
    "content.binary": "nobody can read a binary file here: ask who made it, and from what",
}


def look_at_files(patches: Sequence[Patch]) -> Iterator[Sighting]:
    """Yield what the files' own names, kinds and modes say."""
    yield from _binaries(patches)
    for patch in patches:
        yield from _mode(patch)
        yield from _link(patch)
        yield from _name(patch)
    yield from _same_names(patches)


def _binaries(patches: Sequence[Patch]) -> Iterator[Sighting]:
    """Yield one finding a kind, as they often come in dozens."""
    kinds: dict[str, list[str]] = {}
    for patch in patches:
        is_unseen = patch.change.binary or _is_pointer(patch)
        if is_unseen and patch.change.status is not Status.DELETED and (rule := _rule(patch.path)):
            kinds.setdefault(rule, []).append(patch.path)
    for rule, paths in kinds.items():
        yield Sighting(rule, f"Brings {listed(paths)}: {_UNREAD[rule]}.", path=paths[0])


def _is_pointer(patch: Patch) -> bool:
    """Whether git holds only the name of the file's content, as Git LFS has it."""
    lines = patch.hunks[0].lines[:_POINTER_LINES] if patch.hunks else ()
    return any(line[1:].startswith(_POINTER) for line in lines) and any(
        "oid sha256:" in line for line in lines
    )


_POINTER, _POINTER_LINES = "version https://git-lfs.github.com/spec/", 6


def _rule(path: str) -> str | None:
    tail = path[-_TAIL:].lower()
    if _RUNS.search(tail):
        return "content.executable"
    if _PACKED.search(tail):
        return "content.archive"
    return None if kind_of(path) in _SEEN else "content.binary"


def _mode(patch: Patch) -> Iterator[Sighting]:
    old, new = patch.old_mode, patch.new_mode
    if {old, new} == {_EXECUTABLE, _PLAIN}:
        what = "may be run as a program now" if new == _EXECUTABLE else "can no longer be run as a program"
        yield Sighting("content.mode", f"The file {what}: see that this is meant.", path=patch.path)
    elif new == _EXECUTABLE and patch.change.status is Status.ADDED and not _is_script(patch):
        message = "The new file may be run as a program, and is no script: see that this is meant."
        yield Sighting("content.mode", message, path=patch.path)


def _is_script(patch: Patch) -> bool:
    first = next((text for _, text in patch.added()), "")
    return patch.path.endswith(_SHELLS) or first.startswith("#!")


def _link(patch: Patch) -> Iterator[Sighting]:
    if patch.new_mode != SYMLINK or patch.change.status is Status.DELETED:
        return
    target = next((text for _, text in patch.added()), None)
    if target is None:
        return
    shown = f"`{foreign(target, 80)}`"
    if _leads_out(patch.path, target):
        message = f"Links to {shown}, outside of the repository: what is read there, nobody reviewed."
        yield Sighting("content.symlink-outside", message, path=patch.path, line=1)
    else:
        yield Sighting("content.symlink", f"Links to {shown}.", path=patch.path, line=1)


def _leads_out(path: str, target: str) -> bool:
    if target.startswith(("/", "~", "\\")) or target[1:2] == ":":
        return True
    steps = normpath(f"{path.rpartition('/')[0] or '.'}/{target}").split("/")
    return steps[0] in {"..", ".git"}


def _name(patch: Patch) -> Iterator[Sighting]:
    if patch.path.isascii() and patch.path.isprintable():
        return
    odd = [c for c in patch.path if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}]
    if odd and patch.change.status is not Status.DELETED:
        message = (
            f"The file's name holds {foreign(odd[0])}, which is not shown: `{foreign(patch.path, 100)}`."
        )
        yield Sighting("content.file-name", message, path=patch.path)


def _same_names(patches: Sequence[Patch]) -> Iterator[Sighting]:
    """Tell two files of the change that macOS and Windows take for one."""
    first: dict[str, str] = {}
    for patch in patches:
        if patch.change.status is not Status.DELETED:
            other = first.setdefault(unicodedata.normalize("NFC", patch.path).casefold(), patch.path)
            if other != patch.path:
                message = (
                    f"`{foreign(other, 80)}` is the same name on macOS and Windows: one replaces the other."
                )
                yield Sighting("content.case", message, path=patch.path)
