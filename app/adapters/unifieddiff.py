"""What changed in a file, in git's form of a diff: made from both sides, or from hunks that were given."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SUBMODULE, LINK = "160000", "120000"  # git's file modes
_CONTEXT = 3  # lines
_PAIRS_MAX = 1_000_000  # lines of one side times lines of the other; beyond, all of it is taken for changed
_BINARY_WITHIN = 8_000  # bytes, in which git looks for a zero
_NO_END = "\n\\ No newline at end of file"
_QUOTED = re.compile(r'["\\\x00-\x1f\x7f]')
_LETTERS = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_NO_BLOB = "0" * 40

Code = tuple[str, int, int, int, int]  # as difflib's opcodes


@dataclass(frozen=True)
class Side:
    """A file before or after a change."""

    path: str
    mode: str | None  # git's, as in "100644"; None is not known
    blob: str  # 40 hex digits


@dataclass(frozen=True)
class Hunks:
    text: str  # each line ends with a newline
    additions: int
    deletions: int


def is_binary(content: bytes) -> bool:
    return b"\0" in content[:_BINARY_WITHIN]


def shown(old: Side | None, new: Side | None, hunks: str) -> str:
    """Return one file's part of a diff. `hunks`: ends with a newline, or is empty."""
    before, after = old or new, new or old
    if before is None or after is None:
        return ""
    lines = [f"diff --git {_quoted(f'a/{before.path}')} {_quoted(f'b/{after.path}')}", *_modes(old, new)]
    if before.path != after.path:
        if before.blob == after.blob:
            lines.append("similarity index 100%")
        lines += [f"rename from {_quoted(before.path)}", f"rename to {_quoted(after.path)}"]
    if old is None or new is None or old.blob != new.blob:
        same = f" {old.mode}" if old and new and old.mode and old.mode == new.mode else ""
        lines.append(f"index {old.blob if old else _NO_BLOB}..{new.blob if new else _NO_BLOB}{same}")
    if hunks:
        lines.append(f"--- {_quoted(f'a/{old.path}')}" if old else "--- /dev/null")
        lines.append(f"+++ {_quoted(f'b/{new.path}')}" if new else "+++ /dev/null")
    return "\n".join(lines) + "\n" + hunks


def unreadable(old: Side | None, new: Side | None) -> str:
    """Return the part of a diff that says of a file only that it is binary, and differs."""
    names = (
        _quoted(f"a/{old.path}") if old else "/dev/null",
        _quoted(f"b/{new.path}") if new else "/dev/null",
    )
    return f"{shown(old, new, '')}Binary files {names[0]} and {names[1]} differ\n"


def hunks_of(old: bytes, new: bytes) -> Hunks:
    """Compare line by line; only a newline ends a line."""
    before, after = _lines(old), _lines(new)
    codes = _codes(before, after)
    changed = [code for code in codes if code[0] != "equal"]
    text = "".join(_hunk(group, before, after) for group in _grouped(codes))
    return Hunks(
        text,
        sum(new_end - new_start for _, _, _, new_start, new_end in changed),
        sum(old_end - old_start for _, old_start, old_end, _, _ in changed),
    )


def _modes(old: Side | None, new: Side | None) -> Iterator[str]:
    if old is None and new is not None:
        yield f"new file mode {new.mode or '100644'}"
    elif new is None and old is not None:
        yield f"deleted file mode {old.mode or '100644'}"
    elif old and new and old.mode and new.mode and old.mode != new.mode:
        yield f"old mode {old.mode}"
        yield f"new mode {new.mode}"


def _quoted(path: str) -> str:
    """Return a path as git writes it with core.quotePath off."""
    if not _QUOTED.search(path):
        return path
    inner = _QUOTED.sub(lambda found: _LETTERS.get(found[0], f"\\{ord(found[0]):03o}"), path)
    return f'"{inner}"'


def _lines(content: bytes) -> list[str]:
    lines = content.decode("utf-8", "replace").split("\n")
    last = lines.pop()
    return [*lines, last + _NO_END] if last else lines


def _codes(old: Sequence[str], new: Sequence[str]) -> list[Code]:
    """Return what is equal and what is not, from the beginning to the end."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    old_end, new_end = len(old) - end, len(new) - end
    codes: list[Code] = [("equal", 0, start, 0, start)]
    if (old_end - start) * (new_end - start) > _PAIRS_MAX:
        codes.append(("replace", start, old_end, start, new_end))
    else:
        matcher = SequenceMatcher(None, old[start:old_end], new[start:new_end])
        codes += [(tag, *(start + at for at in places)) for tag, *places in matcher.get_opcodes()]  # type: ignore[misc] # four of them
    codes.append(("equal", old_end, len(old), new_end, len(new)))
    return [code for code in codes if code[1:3] != (code[2],) * 2 or code[3] != code[4]]


def _grouped(codes: Sequence[Code]) -> Iterator[list[Code]]:
    """Yield what belongs into one hunk: changes with at most twice the context between them."""
    group: list[Code] = []
    for at, (tag, old_start, old_end, new_start, new_end) in enumerate(codes):
        if tag != "equal":
            group.append((tag, old_start, old_end, new_start, new_end))
            continue
        size = old_end - old_start
        is_last = at == len(codes) - 1
        if group and (is_last or size > 2 * _CONTEXT):
            kept = min(size, _CONTEXT)
            yield [*group, (tag, old_start, old_start + kept, new_start, new_start + kept)]
            group = []
        kept = size if group else min(size, _CONTEXT)
        if not is_last:
            group.append((tag, old_end - kept, old_end, new_end - kept, new_end))
    if group:
        yield group


def _hunk(codes: Sequence[Code], old: Sequence[str], new: Sequence[str]) -> str:
    first, last = codes[0], codes[-1]
    lines = [f"@@ -{_span(first[1], last[2])} +{_span(first[3], last[4])} @@"]
    for tag, old_start, old_end, new_start, new_end in codes:
        if tag == "equal":
            lines += [f" {line}" for line in old[old_start:old_end]]
        else:
            lines += [f"-{line}" for line in old[old_start:old_end]]
            lines += [f"+{line}" for line in new[new_start:new_end]]
    return "\n".join(lines) + "\n"


def _span(start: int, end: int) -> str:
    """Return where a hunk lies; before the first line when it holds none."""
    return f"{start + 1 if end > start else start},{end - start}"
