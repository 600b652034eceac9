"""XML from outside: no entities, no external references, bounded, one exception."""

from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from app.review.diff.patch import Malformed

LONGEST = 32 * 1024 * 1024  # bytes
MOST_TAGS = 1_000_000  # in memory some hundred bytes each
_START = 1024  # bytes in which a wrong kind of file shows
_BAD = (ParseError, DefusedXmlException, ValueError, LookupError, UnicodeError)


def parsed(content: bytes) -> Element:
    """Return the root. Raises Malformed."""
    check(content)
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except _BAD as problem:
        raise Malformed(_reason(problem)) from problem
    return root


def started(content: bytes) -> Iterator[tuple[str, Element]]:
    """Yield ("start" or "end", element) as the file is read; a plain DOCTYPE is allowed. Raises Malformed."""
    check(content)
    try:
        yield from iterparse(BytesIO(content), events=("start", "end"))
    except _BAD as problem:
        raise Malformed(_reason(problem)) from problem


def check(content: bytes) -> None:
    """Raise Malformed for what no report is, whatever its form: nothing, too much, an archive, a web page."""
    start = content[:_START].lower()
    if not content.strip():
        raise Malformed("it is empty")
    if len(content) > LONGEST:
        raise Malformed(f"it is larger than {LONGEST // 1024**2} MiB")
    if start.startswith((b"pk\x03\x04", b"\x1f\x8b")):
        raise Malformed("it is packed; unpack it first")
    if b"<!doctype html" in start or b"<html" in start:
        raise Malformed("it is a web page, perhaps the error page of a download that failed")
    if content.count(b"<") > MOST_TAGS:
        raise Malformed(f"it holds more than {MOST_TAGS:,} tags")


def _reason(problem: Exception) -> str:
    if isinstance(problem, DefusedXmlException):
        return "it declares a document type or entities, which are never followed"
    return "it is not well-formed XML"
