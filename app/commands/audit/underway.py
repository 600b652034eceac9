"""What a terminal shows while the record is read; a pipe sees nothing of it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def under_way(words: str) -> Iterator[None]:
    """Show `words` on a terminal until it is done."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415 - a pipe does not pay for it

    with Console(stderr=True).status(words):
        yield
