"""Files that somebody names on the command line: found, read, and refused in one sentence."""

import codecs
import re
import sys
from contextlib import nullcontext
from glob import glob
from pathlib import Path

from app.domain.errors import BadInput

_BYTES_MAX = 256 * 1024 * 1024  # of one file
_DECLARED = re.compile(rb"""^(\s*<\?xml[^>]{0,200}?)\s+encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_ONE_BYTE = frozenset({"iso8859-1", "iso8859-15", "cp1252"})  # what older tools declare
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def matching(option: str, pattern: str) -> list[Path]:
    """Return the files that `pattern` matches, sorted. Raises BadInput when there is none."""
    found = [Path(name) for name in sorted(glob(pattern, recursive=True))]  # noqa: PTH207 - Path.glob refuses absolute patterns
    files = [path for path in found if not path.is_dir()]
    if files:
        return files
    if found:
        raise BadInput(f"{option}: {pattern} is a directory; name the files in it: '{found[0]}/**/*.xml'.")
    raise BadInput(f"{option}: no file matches {pattern}; did the tests run?")


def read(path: Path) -> bytes:
    """Return the content; `-` is standard input. Raises BadInput."""
    try:
        with nullcontext(sys.stdin.buffer) if path == Path("-") else path.open("rb") as file:
            content = file.read(_BYTES_MAX + 1)
    except IsADirectoryError:
        raise BadInput(f"{path} is a directory; name the file in it.") from None
    except OSError as problem:
        raise BadInput(f"{path} cannot be read: {problem.strerror}.") from problem
    except ValueError:
        raise BadInput(f"{str(path)!r} is not the name of a file.") from None
    if len(content) > _BYTES_MAX:
        raise BadInput(f"{path} is larger than {_BYTES_MAX // 1024**2} MiB.")
    return content


def text_of(content: bytes) -> str:
    """Return a report as text, for an entrance that takes no bytes; XML then declares no encoding."""
    if content.startswith(_UTF_16):
        content = content.decode("utf-16", "replace").encode()
    declared = _DECLARED.match(content)
    if not declared:
        return content.decode("utf-8-sig", "replace")
    text = (declared[1] + content[declared.end() :]).decode(_encoding(declared[2].decode()), "replace")
    return text.removeprefix("\ufeff")


def _encoding(name: str) -> str:
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return "utf-8"
    return known if known in _ONE_BYTE else "utf-8"
