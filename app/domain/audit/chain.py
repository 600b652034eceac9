"""The hash chain: each line of the record names the SHA-256 of the line before it."""

import hashlib
import re
from dataclasses import dataclass

from app.domain.audit.canonical import canonical
from app.domain.audit.entry import Entry, plain

SCHEMA = 1
HASH = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Head:
    """Where the chain stands: its last line's number and hash."""

    seq: int
    hash: str  # "sha256:" and 64 hex digits, over the line's bytes without its line feed


GENESIS = Head(0, "sha256:" + "0" * 64)


@dataclass(frozen=True)
class Problem:
    """What is wrong with one line."""

    line_number: int  # 1-based, in what was read
    seq: int | None  # None when it cannot be told
    words: str  # a sentence's end: "was altered: …"


def link(head: Head, entry: Entry) -> tuple[bytes, Head]:
    """Return the line that `entry` makes after `head`, without a line feed, and the new head."""
    seq = head.seq + 1
    line = canonical({**plain(entry), "schema": SCHEMA, "seq": seq, "previous": head.hash})
    return line, Head(seq, hash_of(line))


def hash_of(line: bytes) -> str:
    return "sha256:" + hashlib.sha256(line).hexdigest()
