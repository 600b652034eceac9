"""A zip from outside, read in memory: nothing is written, and no member is taken at its word."""

import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from app.domain.errors import BadInput

ENTRIES_MAX = 50_000
FILE_MAX = 32 * 1024 * 1024  # bytes; no larger report is read
RATIO_MAX, RATIO_FROM = 300, 1024 * 1024  # unpacked to packed, of members larger than that
_START = 4096  # bytes that tell what a file is
_CENTRAL = b"PK\x01\x02"  # begins each entry of the directory: APPNOTE.TXT 4.3.12
_ENCRYPTED = 0x1  # APPNOTE.TXT 4.4.4
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    RuntimeError,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    LookupError,
    AttributeError,
)


@dataclass
class Room:
    """What may still be read, of all zips together."""

    packed: int = 64 * 1024 * 1024  # bytes
    unpacked: int = 256 * 1024 * 1024  # bytes
    files: int = 500


class Zip:
    """Raises BadInput, with words that complete "it cannot be read: …", and nothing else."""

    def __init__(self, content: bytes, room: Room) -> None:
        """Read the directory alone."""
        self._room = room
        if content.count(_CENTRAL) > ENTRIES_MAX:
            raise BadInput(f"it holds more than {ENTRIES_MAX:,} files")
        with _checked():
            self._zip = zipfile.ZipFile(BytesIO(content))
        entries = self._zip.infolist()
        self._times = Counter(entry.filename for entry in entries)
        self._entries = {entry.filename: entry for entry in entries if _is_file(entry)}

    @property
    def names(self) -> list[str]:
        """The names of the regular files, as they stand there; foreign text."""
        return sorted(self._entries)

    def start(self, name: str) -> bytes:
        """Return the first bytes."""
        return self._read(name, _START)

    def read(self, name: str) -> bytes:
        """Return the whole file, and take its size out of the room."""
        entry = self._entries[name]
        most = min(FILE_MAX, self._room.unpacked)
        if entry.file_size > RATIO_FROM and entry.file_size > RATIO_MAX * max(1, entry.compress_size):
            raise BadInput(f"it is packed more than {RATIO_MAX}:1, as no report is")
        if self._room.files <= 0:
            raise BadInput("with it, there are more files than are read")
        content = self._read(name, most + 1)
        if len(content) > most:
            raise BadInput(f"it is larger than {most // 1024**2:,} MiB")
        self._room.unpacked -= len(content)
        self._room.files -= 1
        return content

    def _read(self, name: str, most: int) -> bytes:
        entry = self._entries[name]
        if not is_safe(name):
            raise BadInput("its name points out of the archive")
        if self._times[name] > 1:
            raise BadInput("there are several files of that name")
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
            raise BadInput("it is encrypted, or packed in a way that is not read here")
        with _checked(), self._zip.open(entry) as file:
            return file.read(most)


def is_safe(name: str) -> bool:
    """Whether a member's name is a plain relative path."""
    parts = name.split("/")
    is_plain = name.isprintable() and "\\" not in name and ":" not in parts[0]
    return bool(name) and is_plain and not {"", ".", ".."} & set(parts)


def _is_file(entry: zipfile.ZipInfo) -> bool:
    """Whether it is a regular file: folders, links, devices and what has no name hold no report."""
    mode = entry.external_attr >> 16
    return entry.filename != "" and not entry.is_dir() and (stat.S_IFMT(mode) in (0, stat.S_IFREG))


@contextmanager
def _checked() -> Iterator[None]:
    try:
        yield
    except _BROKEN as problem:
        raise BadInput(f"it is no whole zip ({type(problem).__name__})") from problem
