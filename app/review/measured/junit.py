"""Test results: every JUnit file added up, and which suites stand behind a name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from app.domain.evidence import Document
from app.domain.report import Tests, Unknown
from app.review.diff.patch import Malformed
from app.review.foreign import foreign
from app.review.measured.case import NAME_MAX, Case, Outcome
from app.review.measured.freshness import Head
from app.review.measured.repeat import settle_files
from app.review.measured.suite import Suite, suites_of
from app.review.verdict.sighting import Sighting
from app.review.xml import MOST_TAGS, check, parsed

_NAMED = 10  # failures that the report names
_END_MAX = 60  # characters of a name that a message repeats
_MOST_BYTES = 64 * 1024 * 1024  # of all files
_SHOWN = 3


@dataclass
class Results:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: list[str] = field(default_factory=list)
    flaky: list[str] = field(default_factory=list)
    suites: dict[str, bool | None] = field(default_factory=dict)  # name → nothing failed; None: nothing ran
    unknown: list[Unknown] = field(default_factory=list)

    @property
    def tests(self) -> Tests:
        is_measured = self.passed + self.failed + self.skipped > 0
        names = tuple(dict.fromkeys(self.failures))[:_NAMED]
        return Tests(is_measured, self.passed, self.failed, self.skipped, names, len(self.flaky))

    def findings(self) -> Iterator[Sighting]:
        if self.failed:
            yield Sighting("tests.failing", f"{self.failed:,} failed: {_named(self.failures, self.failed)}.")
        if self.flaky:
            names = _named(self.flaky, len(self.flaky))
            yield Sighting("tests.flaky", f"{len(self.flaky):,} failed and passed on this commit: {names}.")

    def count(self, case: Case) -> None:
        if case.outcome is Outcome.FAILED:
            self.fail(case.name)
        elif case.outcome is Outcome.SKIPPED:
            self.skipped += 1
        else:
            self.passed += 1
        if case.is_flaky:
            self.flaky.append(case.name)

    def fail(self, name: str, times: int = 1) -> None:
        self.failed += times
        self.failures.append(name)

    def close(self, suite: Suite) -> None:
        """Note the suite's own outcome, and what it tells beyond its cases."""
        told = {self.suites.get(suite.name), suite.passed}
        self.suites[suite.name] = False if False in told else True if True in told else None
        if suite.unlisted:
            self.fail(
                foreign(f"{suite.name or 'a suite'} (reported without a test)", NAME_MAX), suite.unlisted
            )

    def doubt(self, document: Document, reason: str) -> None:
        self.unknown.append(Unknown(foreign(document.name), reason))


@dataclass
class _Room:
    """What can be read in time, of all files together; one that is refused takes none of it."""

    size: int = _MOST_BYTES  # bytes
    tags: int = MOST_TAGS

    def take(self, content: bytes) -> None:
        check(content)
        size, tags = len(content), content.count(b"<")
        if size > self.size or tags > self.tags:
            raise Malformed("with it, the test results are more than can be read in time")
        self.size -= size
        self.tags -= tags


def read_junit(documents: Sequence[Document] | None, head: Head | None = None) -> Results:
    """Add up what was measured of `head`; a file that cannot be read, or is not of it, is unknown by name."""
    run, room = Results(), _Room()
    files = [_read(document, head or Head(), run, room) for document in documents or ()]
    settle_files([[case for suite in suites for case in suite.cases] for suites in files])
    for suites in files:
        _add(run, suites)
    if documents is not None and run.passed + run.failed == 0:
        run.unknown.append(Unknown("tests", "no test ran, as far as the JUnit files tell"))
    return run


def _read(document: Document, head: Head, run: Results, room: _Room) -> list[Suite]:
    try:
        room.take(document.content)
        told = suites_of(_root(document), head)
    except Malformed as problem:
        run.doubt(document, str(problem))
        return []
    for reason in told.doubts:
        run.doubt(document, reason)
    return told.suites


def _add(run: Results, suites: Iterable[Suite]) -> None:
    for suite in suites:
        for case in suite.cases:
            if case.counts:
                run.count(case)
    for suite in reversed(list(suites)):  # the inner ones first
        suite.roll_up()
        if suite.is_named:
            run.close(suite)


def _named(names: Sequence[str], total: int) -> str:
    shown = list(dict.fromkeys(names))[:_SHOWN]
    more = f" and {total - len(shown):,} more" if total > _SHOWN else ""
    return ", ".join(f"`{_end(name)}`" for name in shown) + more


def _end(name: str) -> str:
    """Shorten a name at its front: cases of one test differ at the end."""
    return name if len(name) <= _END_MAX else "…" + name[1 - _END_MAX :]


def _root(document: Document) -> Element:
    root = parsed(document.content)
    if root.tag not in {"testsuites", "testsuite"}:
        raise Malformed("it is XML, but not JUnit's")
    return root
