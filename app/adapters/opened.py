"""Local repositories, opened once for all that one job asks of them."""

import time
from pathlib import Path

from app.adapters.git import GitRepository
from app.ports import Reading

_FOR = 5.0  # seconds: after them a directory may be another repository, or no shallow one any more


class Opened:
    """Keeps the last repository; what every other knew is looked up anew."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._last: tuple[str, float, GitRepository] | None = None

    def at(self, path: str) -> GitRepository:
        """Return the repository at `path`. Raises GitError."""
        now = time.monotonic()
        if self._last is not None and self._last[0] == path and now - self._last[1] < _FOR:
            return self._last[2]
        repository = GitRepository(Path(path), self._reading)
        self._last = path, now, repository
        return repository
