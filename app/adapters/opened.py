"""Local repositories, opened once for all that one job asks of them."""

import time
from pathlib import Path
from threading import Lock

from app.adapters.begun import begun
from app.adapters.git import GitRepository
from app.ports import Reading

_FOR = 5.0  # seconds: after them a directory may be another repository, or no shallow one any more


class Opened:
    """Keeps the last repository; what every other knew is looked up anew."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._lock = Lock()
        self._last: tuple[tuple[str, int], float, GitRepository] | None = None

    def at(self, path: str) -> GitRepository:
        """Return the repository at `path`. Raises GitError."""
        with self._lock:  # who comes second waits for the first, who opens it
            now, place = time.monotonic(), (path, _inode(path))
            if self._last is not None and self._last[0] == place and now - self._last[1] < _FOR:
                return self._last[2]
            repository = GitRepository(Path(path), self._reading)
            self._last = place, now, repository
            return repository

    def foresee(self, path: str, base: str, head: str) -> None:
        """Begin to read a repository's policy, and a change, for who will ask for both within moments."""
        begun(lambda: self.at(path).foresee(base, head))


def _inode(path: str) -> int:
    """Return what tells a directory from one that has taken its place; 0 where there is none."""
    try:
        return Path(path).stat().st_ino
    except OSError:
        return 0
