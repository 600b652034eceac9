"""The suites of one JUnit file: their cases, what they claim beyond them, whether they are of the head."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from app.review.foreign import counted, foreign
from app.review.measured.case import Case, Outcome, case_of
from app.review.measured.freshness import Head, Moment, commit_of, moment_of
from app.review.measured.repeat import settle_in_file

_DIGITS = 9  # of the most that a suite can claim
_NAME_MAX = 80  # characters
_MOST_DOUBTS = 3  # of one file


@dataclass
class Suite:
    name: str  # foreign text
    cases: list[Case]
    claimed: int  # failures and errors, by its own attributes
    listed: int  # failures and errors among its cases, before any was settled
    is_named: bool = True  # false for the root `testsuites`, which is no suite
    inner: list["Suite"] = field(default_factory=list)
    failing: bool = False
    ran: bool = False

    def roll_up(self) -> None:
        """Take over what the inner suites came to; call it for those first."""
        cases = [case for case in self.cases if case.counts]
        self.failing = (
            any(case.outcome is Outcome.FAILED for case in cases)
            or any(suite.failing for suite in self.inner)
            or self.unlisted > 0
        )
        self.ran = any(case.outcome is not Outcome.SKIPPED for case in cases) or any(
            suite.ran for suite in self.inner
        )

    @property
    def passed(self) -> bool | None:
        """Whether nothing of it failed; None when nothing ran."""
        return False if self.failing else True if self.ran else None

    @property
    def unlisted(self) -> int:
        """Return how many failures it claims without a case; an outer suite only adds up its inner ones."""
        return 0 if self.inner else max(0, self.claimed - self.listed)


@dataclass(frozen=True)
class Told:
    suites: list[Suite]  # outer ones before their inner ones
    doubts: list[str]  # why the file, or a part of it, does not count


def suites_of(root: Element, head: Head) -> Told:
    """Return the suites that are of `head`, and doubts about the rest. Never raises."""
    commits = [
        commit
        for told in root.iterfind(".//properties/property")
        if (commit := commit_of(told.get("name"), told.get("value") or told.text))
    ]
    if head.is_other(commits):
        return Told([], [head.why_not(None, commits) or ""])
    reading = _Reading(head, is_of_head=bool(commits and head.sha))
    reading.walk(root)
    settle_in_file(reading.cases(), are_attempts=reading.lists_more_than_it_counts())
    return Told(reading.suites, reading.doubts[:_MOST_DOUBTS])


class _Reading:
    """One walk over a file, without recursion: how deep suites are nested is for others to choose."""

    def __init__(self, head: Head, *, is_of_head: bool) -> None:
        self._head = head
        self._is_of_head = is_of_head
        self._counted = 0  # tests, by the suites' own attributes
        self.suites: list[Suite] = []
        self.doubts: list[str] = []

    def walk(self, root: Element) -> None:
        left: list[tuple[Element, Suite | None, Moment | None]] = [(root, None, None)]
        while left:
            element, outer, moment = left.pop()
            moment = moment_of(element.get("timestamp")) or moment
            if moment and self._head.is_after(moment) and not self._is_of_head:
                self.doubts.insert(0, self._head.too_early(moment))
                continue
            suite = self._suite(element, outer)
            left.extend((inner, suite, moment) for inner in reversed(element.findall("testsuite")))

    def cases(self) -> list[Case]:
        return [case for suite in self.suites for case in suite.cases]

    def lists_more_than_it_counts(self) -> bool:
        return 0 < self._counted < sum(len(suite.cases) for suite in self.suites)

    def _suite(self, element: Element, outer: Suite | None) -> Suite:
        cases = [case_of(case) for case in element.iterfind("testcase")]
        claimed = _number(element, "failures") + _number(element, "errors")
        listed = sum(case.outcome is Outcome.FAILED for case in cases)
        name = element.get("name") or ""
        suite = Suite(name, cases, claimed, listed, is_named=element.tag == "testsuite")
        if outer:
            outer.inner.append(suite)
        if element.find("testsuite") is None:
            self._counted += _number(element, "tests") + _number(element, "skipped")
            self.doubts += [] if cases or claimed else _emptiness(element, name)
        self.suites.append(suite)
        return suite


def _emptiness(element: Element, name: str) -> Iterator[str]:
    """Yield what speaks of a crash in a suite without a case and without a failure."""
    told, shown = _number(element, "tests"), f"the suite `{foreign(name, _NAME_MAX)}`"
    if told:
        yield f"{shown} counts {counted(told, 'test')} and lists none"
    elif (element.findtext("system-err") or "").strip():
        yield f"{shown} holds no test, only what it wrote to standard error"


def _number(suite: Element, attribute: str) -> int:
    told = suite.get(attribute, "0")
    return int(told) if told.isascii() and told.isdecimal() and len(told) <= _DIGITS else 0
