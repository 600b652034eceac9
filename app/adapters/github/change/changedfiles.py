"""The files of a change, one by one: GitHub's own hunks where it gives them, else both sides compared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.adapters.git import OWNERS_PATHS
from app.adapters.github.change.compare import Row
from app.adapters.github.change.files import FILE_MAX, Allowance, Files, Tree
from app.adapters.unifieddiff import LINK, SUBMODULE, Side, hunks_of, is_binary, shown, unreadable
from app.domain.evidence import WholeFile
from app.domain.report import FileChange, Status, Unknown

WHOLE_MAX = 100  # files
_STATUS = {
    "added": Status.ADDED,
    "copied": Status.ADDED,
    "removed": Status.DELETED,
    "renamed": Status.RENAMED,
}
# What stands in a header for a blob of which no tree tells; the two only have to differ.
_OLD, _NEW = "1" * 40, "2" * 40


@dataclass(frozen=True)
class Piece:
    """One file of the change."""

    change: FileChange
    text: str = ""  # its part of the diff; empty when that could not be read


@dataclass(frozen=True)
class Pieces:
    files: Files
    before: Tree
    after: Tree
    allowance: Allowance

    def changes(self, rows: tuple[Row, ...]) -> Iterator[FileChange]:
        """Yield what changed: by GitHub's list, which knows renames, and by the trees, which are whole."""
        listed = [_listed(row) for row in rows]
        yield from listed
        known = {path for change in listed for path in (change.path, change.old_path) if path}
        before, after = self.before.nodes, self.after.nodes
        if not (self.before.is_whole and self.after.is_whole):
            return
        for path in sorted({*before, *after} - known):
            old, new = before.get(path), after.get(path)
            if old is None or new is None:
                yield FileChange(path, None, Status.ADDED if old is None else Status.DELETED, 0, 0)
            elif (old.sha, old.mode) != (new.sha, new.mode):
                yield FileChange(path, None, Status.MODIFIED, 0, 0)

    def pieces(self, changes: list[FileChange], rows: Mapping[str, Row]) -> Iterator[Piece]:
        for change in changes:
            row = rows.get(change.path)
            old, new = self._sides(change)
            if row is not None and row.patch and not _is_other_type(old, new):
                yield Piece(change, shown(*_known(change, old, new), f"{row.patch}\n"))
            else:
                yield self._compared(change, old, new)

    def whole(self, changes: list[FileChange]) -> tuple[tuple[WholeFile, ...], tuple[Unknown, ...]]:
        read, unread = (
            [],
            [
                Unknown(each.path, f"it is one of more than {WHOLE_MAX} such files")
                for each in changes[WHOLE_MAX:]
            ],
        )
        for change in changes[:WHOLE_MAX]:
            contents = [
                self._content(side, at)
                for side, at in zip(self._sides(change), (self.before, self.after), strict=True)
            ]
            if None in contents:
                unread.append(Unknown(change.path, "GitHub did not give it whole, or it is too large"))
            else:
                old, new = ((content or b"").decode("utf-8", "replace") for content in contents)
                sides = self._sides(change)
                read.append(WholeFile(change.path, old if sides[0] else None, new if sides[1] else None))
        return tuple(read), tuple(unread)

    def owners(self) -> tuple[str | None, tuple[Unknown, ...]]:
        """Return the owners file of the base: the head's own could name anybody."""
        for path in OWNERS_PATHS:
            node = self.before.nodes.get(path)
            if node is None:
                continue
            text = self.files.blob(node, self.allowance) if node.mode != LINK else None
            if text is None:
                return None, (Unknown(path, "it could not be read from GitHub, or is no plain file"),)
            return text.decode("utf-8", "replace"), ()
        if not self.before.is_whole:
            return None, (Unknown(OWNERS_PATHS[0], "GitHub lists a part of the files only"),)
        return None, ()

    def _sides(self, change: FileChange) -> tuple[Side | None, Side | None]:
        old = self.before.side(change.old_path or change.path) if change.status is not Status.ADDED else None
        return old, self.after.side(change.path) if change.status is not Status.DELETED else None

    def _content(self, side: Side | None, tree: Tree) -> bytes | None:
        """Return a file's content, nothing of one that is not there; None when it cannot be had."""
        if side is None:
            return b""
        if side.mode == SUBMODULE:
            return f"Subproject commit {side.blob}\n".encode()
        return self.files.blob(tree.nodes[side.path], self.allowance)

    def _compared(self, change: FileChange, old: Side | None, new: Side | None) -> Piece:
        """Read a file that GitHub's list holds no lines of."""
        if old is None and new is None:
            return Piece(change)
        if old and new and old.blob == new.blob:
            return Piece(_counted(change, 0, 0), shown(old, new, ""))
        before, after = self._content(old, self.before), self._content(new, self.after)
        if before is None or after is None or max(len(before), len(after)) > FILE_MAX:
            return Piece(change)
        if is_binary(before) or is_binary(after):
            is_same_type = not _is_other_type(old, new)
            return (
                Piece(_counted(change, 0, 0, binary=True), unreadable(old, new))
                if is_same_type
                else Piece(change)
            )
        if _is_other_type(old, new):
            gone, came = hunks_of(before, b""), hunks_of(b"", after)
            text = shown(old, None, gone.text) + shown(None, new, came.text)
            return Piece(_counted(change, came.additions, gone.deletions), text)
        made = hunks_of(before, after)
        return Piece(_counted(change, made.additions, made.deletions), shown(old, new, made.text))


def _listed(row: Row) -> FileChange:
    is_moved = row.status == "renamed" and row.previous_filename != row.filename
    return FileChange(
        row.filename,
        row.previous_filename if is_moved else None,
        _STATUS.get(row.status, Status.MODIFIED),
        max(row.additions, 0),
        max(row.deletions, 0),
    )


def _known(change: FileChange, old: Side | None, new: Side | None) -> tuple[Side | None, Side | None]:
    """Return the sides; where no tree tells of them, as far as the list does."""
    if old is None and change.status is not Status.ADDED:
        old = Side(change.old_path or change.path, None, _OLD)
    if new is None and change.status is not Status.DELETED:
        new = Side(change.path, None, _NEW)
    return old, new


def _counted(change: FileChange, additions: int, deletions: int, *, binary: bool = False) -> FileChange:
    return FileChange(change.path, change.old_path, change.status, additions, deletions, binary)


def _is_other_type(old: Side | None, new: Side | None) -> bool:
    """Whether a file became a link or a submodule, or the other way round."""
    return bool(old and new and (old.mode or "")[:3] != (new.mode or "")[:3])
