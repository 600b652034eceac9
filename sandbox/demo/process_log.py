"""Where the processes' own log goes: into a file, so that the terminal keeps to the story."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

NAME = "airlock.log"


@contextmanager
def process_log(data_dir: Path, *, verbose: bool) -> Iterator[TextIO]:
    """Open the log: standard error when it is to be read at once."""
    if verbose:
        yield sys.stderr
        return
    with (data_dir / NAME).open("w", encoding="utf-8", errors="backslashreplace") as log:
        yield log
