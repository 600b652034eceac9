"""A file's part of a diff as git nearly always writes it, read without taking it apart line by line.

What is not just so, down to a count of lines, is left to the careful reader: both say the same.
"""

import re

from app.domain.report import FileChange, Status
from app.review.diff.header import PATH_MAX
from app.review.diff.hunk import HUNK
from app.review.diff.patch import Hunk, Patch

# One name without blanks, quotes or escapes, the same on every line; then the first hunk.
_NAME = r"(?P<name>[^\s\"\\]+)"
_BLOBS = r"index [0-9a-f]{4,64}\.\.[0-9a-f]{4,64}"
_HEAD = re.compile(
    rf"diff --git a/{_NAME} b/(?P=name)\n"
    rf"(?:{_BLOBS} (?P<mode>\d{{6}})\n--- a/(?P=name)\n|"
    rf"new file mode (?P<new>\d{{6}})\n{_BLOBS}\n--- /dev/null\n)"
    r"\+\+\+ b/(?P=name)\n(?=@@ )"
)
_NEXT = "\n@@ "  # no line of a hunk begins so
_NOTE = "\n\\"  # "\\ No newline at end of file"


def read_ordinary(text: str) -> Patch | None:
    """Return what `text` says of one changed or new file, or None where only the careful reader can tell."""
    head = _HEAD.match(text)
    if head is None or len(head["name"]) > PATH_MAX:
        return None
    read = _hunks(text, head.end())
    if read is None:
        return None
    hunks, added, deleted = read
    if head["new"] and deleted:
        return None
    status = Status.ADDED if head["new"] else Status.MODIFIED
    mode = head["new"] or head["mode"]
    change = FileChange(head["name"], None, status, added, deleted)
    return Patch(change, hunks, None if head["new"] else mode, mode)


def _hunks(text: str, at: int) -> tuple[tuple[Hunk, ...], int, int] | None:
    """Return the hunks, which take up the rest of the text, and how many lines were added and deleted."""
    read: list[Hunk] = []
    added = deleted = ended = 0
    while at < len(text):
        following = text.find(_NEXT, at)
        header = HUNK.match(text, at)
        start, end = text.find("\n", at), following if following >= 0 else len(text)
        if header is None or start < 0 or int(header[1]) < ended:
            return None
        body = text[start:end]  # begins with the newline before its first line
        counts = _counts(body, header)
        if counts is None:
            return None
        added, deleted = added + counts[0], deleted + counts[1]
        ended = int(header[1]) + (1 if header[2] is None else int(header[2]))
        lines = tuple(body[1:].split("\n")) if body else ()
        read.append(Hunk(int(header[1]), int(header[3]), lines))
        at = end + 1
    return tuple(read), added, deleted


def _counts(body: str, header: re.Match[str]) -> tuple[int, int] | None:
    """Return how many lines were added and deleted, if they are what the header promises."""
    plus, minus, kept = body.count("\n+"), body.count("\n-"), body.count("\n ")
    old, new = (1 if header[side] is None else int(header[side]) for side in (2, 4))
    if minus + kept != old or plus + kept != new:
        return None
    others = body.count("\n") - plus - minus - kept
    if others and (others != body.count(_NOTE) or _ends_in_two_notes(body)):
        return None
    return plus, minus


def _ends_in_two_notes(body: str) -> bool:
    return all(line[:1] == "\\" for line in body.rsplit("\n", 2)[-2:])
