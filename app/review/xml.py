"""XML from outside: no entities, no external references, bounded, one exception."""

from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from app.review.diff.patch import Malformed

LONGEST = 32 * 1024 * 1024  # bytes
_MOST_TAGS = 2_000_000  # in memory some hundred bytes each


def parsed(content: bytes) -> Element:
    """Return the root. Raises Malformed."""
    _check(content)
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, UnicodeError) as problem:
        raise Malformed(_reason(problem)) from problem
    return root


def started(content: bytes) -> Iterator[tuple[str, Element]]:
    """Yield ("start" or "end", element) as the file is read; a plain DOCTYPE is allowed. Raises Malformed."""
    _check(content)
    try:
        yield from iterparse(BytesIO(content), events=("start", "end"))
    except (ParseError, DefusedXmlException, ValueError, LookupError, UnicodeError) as problem:
        raise Malformed(_reason(problem)) from problem


def _check(content: bytes) -> None:
    if not content.strip():
        raise Malformed("it is empty")
    if len(content) > LONGEST:
        raise Malformed(f"it is larger than {LONGEST // 1024**2} MiB")
    if content.count(b"<") > _MOST_TAGS:
        raise Malformed(f"it holds more than {_MOST_TAGS:,} tags")


def _reason(problem: Exception) -> str:
    if isinstance(problem, DefusedXmlException):
        return "it declares a document type or entities, which are never followed"
    return "it is not well-formed XML"
