"""Whether a record holds: the one in the store, or an exported file that may come from anybody."""

from collections.abc import Iterator
from typing import BinaryIO

from app.domain.audit.canonical import LINE_MAX
from app.domain.audit.chain import Head, Problem, Walk
from app.domain.audit.export import Source
from app.domain.audit.mention import Mentions
from app.domain.audit.reading import Reading, Verdict, in_order
from app.domain.audit.seal import Trusted


def verify_store(source: Source, earlier: Head | None = None) -> Verdict:
    """Look at every line and every report of the record in the store.

    `earlier`: an end that the record had once, which it has to have gone on from, unless that was pruned.
    """
    walk, mentions, found, number = Walk(source.start), Mentions(), list[Problem](), 0
    passed = earlier is None or earlier.seq < source.start.seq or earlier == source.start
    for number, line in enumerate(source.lines, 1):
        fields, wrong = walk.read(number, line)
        found += wrong
        passed = passed or walk.head == earlier
        if fields is not None:
            mentions.hear(number, fields)
    found += walk.end(source.end, number + 1)
    found += mentions.beginning(source.start)
    if earlier is not None and not passed:
        found.append(Problem(0, earlier.seq, _not_gone_on(source.end, earlier)))
    intact = {digest for digest in mentions.named if source.report(digest) is not None}
    found += mentions.lost(intact, "which is missing, or was altered")
    return Verdict(in_order(found), source.start, source.end, number, 0, len(intact))


def _not_gone_on(end: Head, earlier: Head) -> str:
    if end.seq < earlier.seq:
        return (
            f"was exported and is not there: the record ends at entry {end.seq}, so its end was cut off, or "
            "Redis was restored from an older backup"
        )
    return "is another than the one that was exported: it was written anew, or goes on from an older backup"


def verify_file(stream: BinaryIO, key: Trusted | None = None) -> Verdict:
    """Look at every line of an export. Nothing in it is trusted; memory grows with its reports' number."""
    reading = Reading(key)
    for number, raw, is_rest in _lines(stream):
        if is_rest:
            reading.tail.add(raw)
        else:
            reading.take(number, raw)
    return reading.verdict()


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes, bool]]:
    """Yield lines with their numbers; what is longer than a line may be comes in parts."""
    number, is_rest = 0, False
    while raw := stream.readline(LINE_MAX + 2):
        number += not is_rest
        yield number, raw, is_rest
        is_rest = not raw.endswith(b"\n")
