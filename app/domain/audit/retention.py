"""What of the record may go: its old end, as far as each entry has been kept for as long as it has to be."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, pairwise
from typing import Any

from app.domain.audit.canonical import Unreadable, parse
from app.domain.audit.chain import Head, checked, hash_of
from app.domain.audit.entry import BY_ITSELF, Entry
from app.domain.audit.mention import DEPLOYS, HASH, REPORTS, THROUGH

KeptFor = Callable[[str | None, str | None], timedelta]  # of a repository's environment
RULE = "retention"
REPORTS_MAX = 100  # digests in one entry


@dataclass(frozen=True)
class OldEnd:
    """The entries that may go; none when `count` is 0."""

    count: int
    last: Head  # of the last that goes: the new checkpoint


def old_end(start: Head, lines: Sequence[bytes], now: datetime, kept_for: KeptFor) -> OldEnd:
    """Return how many of the `lines` after `start` may go. The last given stays, for none vouches for it.

    Whatever does not fit the chain stays too, and everything after it: pruning removes no trace.
    """
    count, head = 0, start
    for line, after in pairwise(lines):
        fields, following = _fields(line), _fields(after)
        here = Head(head.seq + 1, hash_of(line))
        if fields is None or following is None:
            break
        is_chained = (fields["seq"], fields["previous"]) == (here.seq, head.hash)
        if not is_chained or following["previous"] != here.hash or not _is_spent(fields, now, kept_for):
            break
        count, head = count + 1, here
    return OldEnd(count, head)


def entries_pruned(end: OldEnd, at: datetime) -> Entry:
    """Return the entry that tells of it, without which the record would not verify from its new beginning."""
    detail = {"entries": str(end.count), THROUGH: str(end.last.seq), HASH: end.last.hash}
    return Entry(at, "prune", BY_ITSELF, RULE, detail=detail)


def deploys_pruned(deploys: Sequence[str], reports: Sequence[str], at: datetime) -> Iterator[Entry]:
    """Yield the entries that tell which deploys went and which reports went with them."""
    waiting = iter(reports)
    some = list(islice(waiting, REPORTS_MAX))
    yield Entry(at, "prune", BY_ITSELF, RULE, detail={DEPLOYS: " ".join(deploys), REPORTS: " ".join(some)})
    while some := list(islice(waiting, REPORTS_MAX)):
        yield Entry(at, "prune", BY_ITSELF, RULE, detail={REPORTS: " ".join(some)})


def _is_spent(fields: Mapping[str, Any], now: datetime, kept_for: KeptFor) -> bool:
    try:
        return (
            datetime.fromisoformat(fields["at"])
            + kept_for(_of(fields, "repository"), _of(fields, "environment"))
            < now
        )
    except (ValueError, TypeError, OverflowError):
        return False


def _of(fields: Mapping[str, Any], name: str) -> str | None:
    return fields[name] if isinstance(fields[name], str) else None


def _fields(line: bytes) -> Mapping[str, Any] | None:
    try:
        return checked(line, parse(line))
    except Unreadable:
        return None
