"""Test results: every JUnit file added up, and which suites stand behind a name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from junitparser import Error, Failure, Skipped
from junitparser.xunit2 import TestCase

from app.domain.evidence import Document
from app.domain.report import Tests, Unknown
from app.review.diff.patch import Malformed
from app.review.foreign import foreign
from app.review.verdict.sighting import Sighting
from app.review.xml import parsed

_NAMED = 10  # failures that the report names
_NAME_MAX = 160
_END_MAX = 60  # characters of a name that a message repeats


@dataclass(frozen=True, slots=True)
class _Outcome:
    failing: int
    ran: bool  # whether anything was not skipped


@dataclass
class Results:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    flaky: int = 0
    failures: list[str] = field(default_factory=list)
    suites: dict[str, bool] = field(default_factory=dict)  # name → ran and nothing failed
    unknown: list[Unknown] = field(default_factory=list)

    @property
    def tests(self) -> Tests:
        is_measured = self.passed + self.failed + self.skipped > 0
        return Tests(is_measured, self.passed, self.failed, self.skipped, tuple(self.failures))

    def findings(self) -> Iterator[Sighting]:
        if self.failed:
            names = ", ".join(f"`{_end(name)}`" for name in self.failures[:3])
            more = f" and {self.failed - 3:,} more" if self.failed > 3 else ""  # noqa: PLR2004 - as many as are named
            yield Sighting("tests.failing", f"{self.failed:,} failed: {names}{more}.")
        if self.flaky:
            yield Sighting("tests.flaky", f"{self.flaky:,} passed only when run again.")

    def read(self, document: Document) -> None:
        """Add a file; one that cannot be read becomes an Unknown and adds nothing."""
        try:
            root = _root(document)
        except Malformed as reason:
            self.unknown.append(Unknown(foreign(document.name), str(reason)))
            return
        outcomes: dict[Element, _Outcome] = {}
        for suite in reversed(list(root.iter("testsuite"))):  # the inner ones first
            outcomes[suite] = self._suite(suite, outcomes)
        for element in root.iter("testcase"):
            self._case(element)

    def _case(self, element: Element) -> None:
        case = TestCase.fromelem(element)  # type: ignore[no-untyped-call]  # the library's own gap
        results = case.result
        if any(isinstance(result, Failure | Error) for result in results):
            self._fail(_name(element))
        elif any(isinstance(result, Skipped) for result in results):
            self.skipped += 1
        else:
            self.passed += 1
            self.flaky += bool(case.is_flaky)

    def _suite(self, suite: Element, inner: Mapping[Element, _Outcome]) -> _Outcome:
        """Note the suite's outcome, and count what it claims to have failed beyond its cases."""
        cases = suite.findall("testcase")
        nested = [inner[child] for child in suite.findall("testsuite")]
        failing = sum(1 for case in cases if _has(case, "failure", "error")) + sum(o.failing for o in nested)
        ran = any(not _has(case, "skipped") for case in cases) or any(o.ran for o in nested)
        claimed = _number(suite, "failures") + _number(suite, "errors")
        name = suite.get("name") or ""
        self.suites[name] = self.suites.get(name, True) and ran and not failing and not claimed
        if not nested and claimed > failing:
            self._fail(
                foreign(f"{name or 'a suite'} (reported without a test)", _NAME_MAX), claimed - failing
            )
        return _Outcome(failing, ran)

    def _fail(self, name: str, times: int = 1) -> None:
        self.failed += times
        if len(self.failures) < _NAMED:
            self.failures.append(name)


def read_junit(documents: Sequence[Document] | None) -> Results:
    run = Results()
    for document in documents or ():
        run.read(document)
    if documents is not None and run.passed + run.failed == 0:
        run.unknown.append(Unknown("tests", "no test ran, as far as the JUnit files tell"))
    return run


def _end(name: str) -> str:
    """Shorten a name at its front: cases of one test differ at the end."""
    return name if len(name) <= _END_MAX else "…" + name[1 - _END_MAX :]


def _root(document: Document) -> Element:
    root = parsed(document.content)
    if root.tag not in {"testsuites", "testsuite"}:
        raise Malformed("it is XML, but not JUnit's")
    return root


def _name(case: Element) -> str:
    names = (case.get("classname"), case.get("name"))
    return foreign(".".join(name for name in names if name) or "a test without a name", _NAME_MAX)


def _has(case: Element, *tags: str) -> bool:
    return any(case.find(tag) is not None for tag in tags)


def _number(suite: Element, attribute: str) -> int:
    told = suite.get(attribute, "0")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0  # noqa: PLR2004 - no suite is larger
