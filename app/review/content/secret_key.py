"""Private keys in PEM and PGP armour: plain, inside a quoted string, or wrapped in base64."""

import re
from collections.abc import Iterator

from app.domain.report import Status
from app.review.content.secret_found import Found
from app.review.diff.patch import Hunk, Patch

_BEGINS = re.compile(r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
MARK = "PRIVATE KEY"
_ENDS = "-----END "
_LONGEST = 20_000  # characters of one key
_BREAK = r"(?:\\[rn]|[\s\"'`+,\\])"  # also as a quoted string writes them
# A line that only compares with the header is no key: the key's own base64 has to follow.
_BODY = re.compile(
    rf"{_BREAK}{{0,40}}(?:[A-Z][A-Za-z-]{{3,20}}: [^\n\\]{{1,100}}{_BREAK}{{1,40}}){{0,4}}"
    r"[A-Za-z0-9+/=]{16}"
)
_BASE64 = re.compile(r"\s{0,40}[\"'`+]?\s?[A-Za-z0-9+/=]{16,200}(?:\\n)?[\"'`+,;]{0,3}\s{0,3}")
_WRAPPED = re.compile(r"LS0tLS1CRUdJTi[A-Za-z0-9+/]{20,20000}={0,2}")  # base64 of "-----BEGIN"
_WRAPPED_MARK = "LS0tLS1CRUdJTi"
_WRAPPED_KINDS = ("UFJJVkFUR", "BSSVZBVE", "QUklWQVRF")  # "PRIVATE", at each of three offsets
_WRAPPED_READ = 120  # characters that hold the whole first line


def find_keys(text: str) -> Iterator[Found]:
    """Yield the private keys in `text`, which may lie over many lines."""
    if MARK in text:
        for begins in _BEGINS.finditer(text):
            if _is_alone(text, begins) or _BODY.match(text, begins.end()):
                yield Found("secret.private-key", "a private key", begins.start(), _end(text, begins.end()))
    if _WRAPPED_MARK in text:
        for wrapped in _WRAPPED.finditer(text):
            if any(kind in wrapped[0][:_WRAPPED_READ] for kind in _WRAPPED_KINDS):
                yield Found("secret.private-key", "a private key in base64", wrapped.start(), wrapped.end())


def _is_alone(text: str, begins: re.Match[str]) -> bool:
    """Whether the header is the whole of its line, as in a key's own file."""
    before, after = text[max(0, begins.start() - 1) : begins.start()], text[begins.end() : begins.end() + 2]
    return before in {"", "\n"} and (after in {"", "\r", "\r\n"} or after[0] == "\n")


def _end(text: str, start: int) -> int:
    end = text.find(_ENDS, start, start + _LONGEST)
    return end if end >= 0 else min(len(text), start + _LONGEST)


def find_changed_keys(patch: Patch) -> Iterator[tuple[int, str]]:
    """Yield (line, added lines) of keys whose header stayed, and whose body is another now."""
    if patch.change.status is Status.ADDED:
        return
    for hunk in patch.hunks:
        if MARK in "\n".join(hunk.lines) and (body := list(_changed_body(hunk))):
            yield body[0][0], "\n".join(line for _, line in body)


def _changed_body(hunk: Hunk) -> Iterator[tuple[int, str]]:
    added = dict(hunk.added())
    number, is_inside = hunk.new_start, False
    for line in hunk.lines:
        if line[:1] not in {"-", "\\"}:
            is_inside = (
                is_inside or (line[:1] == " " and _BEGINS.search(line) is not None)
            ) and _ENDS not in line
            if is_inside and number in added and _BASE64.fullmatch(added[number]):
                yield number, added[number]
            number += 1
