"""Whether an append-only file that Redis cannot read to its end was torn there, or is damaged before it.

Redis takes both for the same when a damaged length points beyond the end, and would cut off all that follows
(`aof-load-truncated`). Form: redis.io/docs/latest/develop/reference/protocol-spec, arrays of bulk strings.
"""

import re
from pathlib import Path

from app.domain.errors import BadInput

CHUNK = 1 << 20  # bytes to look at first, from the end; more until a command begins there
COMMAND = re.compile(rb"(?:\A|(?<=\r\n))\*([0-9]{1,7})\r\n(?=\$)")
BEGUN = re.compile(rb"\*[0-9]*\r?\n?\$?")  # of a command whose first line was torn
LENGTH = re.compile(rb"\$([0-9]{1,10})\r\n")

# What Redis says of it: aof.c, 6.2 and 7.
CUT, BAD = (
    "Unexpected end of file reading the append only file",
    "Bad file format reading the append only file",
)
UNFINISHED = "Revert incomplete MULTI/EXEC transaction"  # its end is missing, whole as its commands are
DAMAGED = (
    "its append-only file is damaged before its end. Nothing in it was changed: restore a backup, or copy "
    "the directory and see with `redis-check-aof` on the copy what `--fix` would cut off there"
)


class TornError(BadInput):
    """Only the end of the file is missing."""


def failure(data_dir: Path, log: str) -> BadInput:
    """Return why Redis did not start on its files, by its log."""
    said = f"Redis did not start on AIRLOCK_DATA_DIR ({data_dir}): "
    if CUT in log and (UNFINISHED in log or is_torn(_newest(data_dir))):
        return TornError(f"{said}the last record in its append-only file is torn.")
    if CUT in log or BAD in log:
        return BadInput(f"{said}{DAMAGED}.")
    lines = log.strip().splitlines()
    return BadInput(said + (lines[-1] if lines else "see redis.log there."))


def _newest(data_dir: Path) -> Path:
    """Return the file that Redis appends to: one until 6.2, the newest of several since 7."""
    found = [*data_dir.glob("appendonly.aof"), *data_dir.glob("appendonlydir/*.incr.aof")]
    return max(found, key=lambda path: path.stat().st_mtime)


def is_torn(path: Path) -> bool:
    """Whether the last command that begins in the file is cut off by its end; what is before may be whole.

    Safe on any content; reads only as far back as that command begins.
    """
    size, chunk = path.stat().st_size, CHUNK
    with path.open("rb") as file:
        while True:
            file.seek(max(0, size - chunk))
            tail = file.read()
            starts = list(COMMAND.finditer(tail))
            if starts or chunk >= size:
                return _is_cut(tail, starts[-1] if starts else None)
            chunk *= 4


def _is_cut(tail: bytes, last: re.Match[bytes] | None) -> bool:
    if last is None:
        return BEGUN.fullmatch(tail) is not None
    end = _end(tail, last.end(), int(last[1]))
    if end is None:
        return False
    return end > len(tail) or (end < len(tail) and BEGUN.fullmatch(tail[end:]) is not None)


def _end(tail: bytes, at: int, parts: int) -> int | None:
    """Return where a command ends, beyond the end when it is cut off; None when it is no command at all."""
    for _ in range(parts):
        length = LENGTH.match(tail, at)
        if length is None:
            return len(tail) + 1 if re.fullmatch(rb"(\$[0-9]*\r?)?", tail[at:]) else None
        end = length.end() + int(length[1])
        if end + 2 > len(tail):
            return len(tail) + 1
        if tail[end : end + 2] != b"\r\n":
            return None
        at = end + 2
    return at
