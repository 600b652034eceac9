"""What entries say of other things: the reports they name, and what the retention took away."""

from collections.abc import Container, Iterator, Mapping
from typing import Any

from app.domain.audit.chain import GENESIS, Head, Problem, is_hash

# Of a "prune" entry's detail.
THROUGH, HASH, DEPLOYS, REPORTS = "through", "hash", "deploys", "reports"


class Mentions:
    """Gathers them, to be held against what is there in the end."""

    def __init__(self) -> None:
        self.named: dict[str, tuple[int, int]] = {}  # report digest → line and seq of who names it first
        self.pruned: set[str] = set()  # report digests
        self._checkpoints: set[tuple[str, str]] = set()

    def hear(self, number: int, found: Mapping[str, Any]) -> None:
        digest, detail = found["digest"], found["detail"]
        if is_hash(digest):
            self.named.setdefault(digest, (number, found["seq"]))
        if found["what"] == "prune" and isinstance(detail, Mapping):
            self._checkpoints.add((str(detail.get(THROUGH)), str(detail.get(HASH))))
            self.pruned.update(str(detail.get(REPORTS, "")).split())

    def beginning(self, start: Head, number: int = 0) -> Iterator[Problem]:
        """Yield what is wrong with beginning after `start`."""
        if start.seq == 0 and start != GENESIS:
            yield Problem(number, None, "begins at the first entry with another hash than the first's")
        if start.seq > 0 and (str(start.seq), start.hash) not in self._checkpoints:
            words = f"begins after entry {start.seq}, and no entry tells that those before it were pruned"
            yield Problem(number, None, words)

    def lost(self, given: Container[str], words: str) -> Iterator[Problem]:
        """Yield a problem for each report that is named, was not pruned and is not among the given."""
        for digest, (number, seq) in self.named.items():
            if digest not in given and digest not in self.pruned:
                yield Problem(number, seq, f"names the report {digest}, {words}")
