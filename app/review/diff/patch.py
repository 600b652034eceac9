"""What one file's part of a diff says, once it is read."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.report import FileChange, Status, Unknown

SYMLINK = "120000"  # git's file modes
SUBMODULE = "160000"


@dataclass(frozen=True, slots=True)
class Hunk:
    old_start: int  # 1-based
    new_start: int
    lines: tuple[str, ...]  # each with its sign, none with its newline

    def added(self) -> Iterator[tuple[int, str]]:
        number = self.new_start
        for line in self.lines:
            if line[:1] == "+":
                yield number, line[1:]
            number += line[:1] not in {"-", "\\"}


@dataclass(frozen=True, slots=True)
class Patch:
    change: FileChange
    hunks: tuple[Hunk, ...] = ()
    old_mode: str | None = None  # only when the diff names it
    new_mode: str | None = None

    @property
    def path(self) -> str:
        return self.change.path

    @property
    def is_new(self) -> bool:
        """Whether the file was not there before, under any name."""
        return self.change.status is Status.ADDED and self.change.old_path is None

    @property
    def is_gone(self) -> bool:
        return self.change.status is Status.DELETED

    @property
    def is_submodule(self) -> bool:
        return SUBMODULE in {self.old_mode, self.new_mode}

    @property
    def is_of_another_type(self) -> bool:
        """Whether a file became a link or a submodule, or the other way round."""
        return (
            bool(self.old_mode and self.new_mode) and (self.old_mode or "")[:3] != (self.new_mode or "")[:3]
        )

    def added(self) -> Iterator[tuple[int, str]]:
        """Yield (line number in the head's file, text) of every added line."""
        for hunk in self.hunks:
            yield from hunk.added()

    def removed(self) -> Iterator[str]:
        for hunk in self.hunks:
            yield from (line[1:] for line in hunk.lines if line[:1] == "-")

    def added_text(self) -> str:
        """Return the added lines as one text: the whole file, when the file is new."""
        return "\n".join(line[1:] for hunk in self.hunks for line in hunk.lines if line[:1] == "+")


@dataclass(frozen=True, slots=True)
class Diff:
    patches: tuple[Patch, ...] = ()
    unknown: tuple[Unknown, ...] = ()


class Malformed(Exception):  # noqa: N818 - becomes an Unknown, never a fault
    """A part of the diff that does not say what it should; the message completes "…: "."""
