"""One test case of a JUnit file: how it came out, and whether it had to be run again."""

from dataclasses import dataclass
from enum import StrEnum
from xml.etree.ElementTree import Element

from junitparser import Error, Failure, Skipped
from junitparser.xunit2 import FlakyError, FlakyFailure, RerunError, RerunFailure, TestCase

from app.review.foreign import foreign

NAME_MAX = 160  # characters


def _tags(*types: type) -> frozenset[str]:
    """Return the elements of the xunit2 flavour that stand for `types`."""
    return frozenset(tag for tag, known in TestCase.ITER_TYPES.items() if issubclass(known, types))


# Surefire's reruns are of what failed each time; what passed in the end has flaky failures.
_FAILURES = _tags(Failure, Error, RerunFailure, RerunError)
_SKIPS, _FLAKES = _tags(Skipped), _tags(FlakyFailure, FlakyError)
# Where attributes alone tell it: GoogleTest's and CTest's `status` and `result`, xUnit.net's `result`
_NOT_RUN = frozenset({"notrun", "not run", "disabled", "skipped", "ignored", "pending", "suppressed", "skip"})
_FAILED = frozenset({"fail", "failed", "failure", "error", "errored", "timeout", "crashed"})
# A runner's own word for it, as a property of the case
_RERUN = frozenset({"flaky", "rerun", "reruns", "retry", "retries", "retried"})
_NO = frozenset({"", "0", "false", "no", "none"})


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"  # failures and errors
    SKIPPED = "skipped"


@dataclass(slots=True)
class Case:
    key: tuple[str, str, str]  # file, class and name, as far as they are told; foreign text
    outcome: Outcome
    is_flaky: bool = False  # passed and failed on one and the same commit
    counts: bool = True  # false for an attempt that a later one stands for

    @property
    def name(self) -> str:
        """Return it for people, on one short line."""
        return foreign(".".join(part for part in self.key[1:] if part) or "a test without a name", NAME_MAX)


def case_of(element: Element) -> Case:
    """Read a `testcase`, with surefire's `flakyFailure` and `rerunFailure` and their like."""
    key = (element.get("file") or "", element.get("classname") or "", element.get("name") or "")
    if not len(element):
        return Case(key, _told(element))
    tags = {child.tag for child in element}
    if tags & _FAILURES:
        return Case(key, Outcome.FAILED)
    if tags & _SKIPS:
        return Case(key, Outcome.SKIPPED)
    outcome = _told(element)
    return Case(key, outcome, outcome is Outcome.PASSED and bool(tags & _FLAKES or _was_rerun(element)))


def _told(element: Element) -> Outcome:
    if "status" not in element.attrib and "result" not in element.attrib:
        return Outcome.PASSED
    words = {(element.get(attribute) or "").lower() for attribute in ("status", "result")}
    if words & _FAILED:
        return Outcome.FAILED
    return Outcome.SKIPPED if words & _NOT_RUN else Outcome.PASSED


def _was_rerun(element: Element) -> bool:
    return any(
        (told.get("name") or "").lower() in _RERUN and (told.get("value") or "").lower() not in _NO
        for told in element.iterfind("properties/property")
    )
