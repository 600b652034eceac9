"""Where a demo keeps its repository, record and log."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.errors import BadInput


@contextmanager
def data_dir(chosen: Path | None) -> Iterator[Path]:
    """Give a fresh directory: the chosen one, which stays, or a temporary one, which stays after trouble."""
    if chosen is not None:
        yield _made(chosen.expanduser().resolve())
        return
    path = Path(tempfile.mkdtemp(prefix="airlock-demo-"))
    try:
        yield path
    except SystemExit as end:
        if end.code == 0:
            shutil.rmtree(path)
        raise


def _made(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
        is_empty = not any(path.iterdir())
    except OSError as problem:
        raise BadInput(f"--data-dir: {path} cannot be written: {problem.strerror}.") from problem
    if not is_empty:
        raise BadInput(f"--data-dir: {path} is not empty; a demo starts fresh, so name a new directory.")
    return path
