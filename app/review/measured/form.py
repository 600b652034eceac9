"""Coverage files in their five forms: which lines are known, and which of them ran."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from app.domain.evidence import Document
from app.review.diff.patch import Malformed
from app.review.xml import LONGEST, started

_PROFILE = re.compile(r"(.+):(\d{1,9})\.\d+,(\d{1,9})\.\d+ (\d{1,9}) (\d{1,18})")
_LONGEST_BLOCK = 10_000  # lines of one block in a Go profile
_MOST_LINES = 3_000_000  # of all blocks


@dataclass
class Measured:
    lines: dict[str, dict[int, bool]] = field(default_factory=dict)  # path → line → whether it ran
    roots: list[str] = field(default_factory=list)  # directories that the paths may be relative to
    told: tuple[int, int] | None = None  # (covered, known) where the form counts something else than lines

    def note(self, path: str, line: int, *, ran: bool) -> None:
        known = self.lines.setdefault(path, {})
        known[line] = known.get(line, False) or ran

    @property
    def total(self) -> float | None:
        covered, known = self.told or (
            sum(sum(lines.values()) for lines in self.lines.values()),
            sum(map(len, self.lines.values())),
        )
        return round(100 * covered / known, 2) if known else None


def read_coverage(document: Document) -> Measured:
    """Tell the form by its first characters, and read it. Raises Malformed."""
    if len(document.content) > LONGEST:
        raise Malformed(f"it is larger than {LONGEST // 1024**2} MiB")
    start = document.content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    read = next((read for mark, read in _FORMS if start.startswith(mark)), None)
    if read is None:
        raise Malformed("it is not Cobertura, JaCoCo, lcov, coverage.py JSON or a Go profile")
    try:
        measured = read(document.content)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        raise Malformed("it ends early or does not hold what its form promises") from problem
    if measured.total is None:
        raise Malformed("it holds no measured line")
    return measured


class _Xml:
    """Cobertura and JaCoCo: both name a file on the way down and its lines below it."""

    def __init__(self) -> None:
        self.measured = Measured()
        self.path = ""
        self._package: str | None = None  # only JaCoCo needs it
        self._root = ""

    def start(self, element: Element) -> None:
        self._root = self._root or element.tag
        if element.tag == "package":
            self._package = element.get("name")
        elif element.tag == "class" and self._root == "coverage":
            self.path = element.get("filename") or ""
        elif element.tag == "sourcefile":
            self.path = f"{self._package or ''}/{element.get('name')}".lstrip("/")

    def end(self, element: Element) -> None:
        if element.tag == "line" and self.path:
            _note(self.measured, self.path, dict(element.items()))
        elif element.tag == "source" and element.text:
            self.measured.roots.append(element.text.strip())
        elif element.tag in {"class", "sourcefile", "method"}:
            element.clear()

    @property
    def is_known(self) -> bool:
        return self._root in {"coverage", "report"}


def _xml(content: bytes) -> Measured:
    reading = _Xml()
    for event, element in started(content):
        if event == "start":
            reading.start(element)
        else:
            reading.end(element)
    if not reading.is_known:
        raise Malformed("it is XML, but neither Cobertura's nor JaCoCo's")
    return reading.measured


def _note(measured: Measured, path: str, line: dict[str, str]) -> None:
    if "number" in line:  # Cobertura
        measured.note(path, int(line["number"]), ran=int(line["hits"]) > 0)
    elif "nr" in line:  # JaCoCo, in instructions
        measured.note(path, int(line["nr"]), ran=int(line["ci"]) > 0)


def _lcov(content: bytes) -> Measured:
    measured, path = Measured(), ""
    for line in _text_lines(content):
        if line.startswith("SF:"):
            path = line[3:]
        elif line.startswith("DA:"):
            number, hits = line[3:].split(",")[:2]
            measured.note(path, int(number), ran=float(hits) > 0)
    return measured


def _coverage_py(content: bytes) -> Measured:
    measured = Measured()
    for path, entry in json.loads(content)["files"].items():
        for key, ran in (("missing_lines", False), ("executed_lines", True)):
            for number in entry[key]:
                measured.note(path, int(number), ran=ran)
    return measured


def _go(content: bytes) -> Measured:
    """Count statements, as `go tool cover` does; a block that comes twice counts once."""
    measured, blocks, left = Measured(), dict[str, tuple[int, bool]](), _MOST_LINES
    for line in _text_lines(content):
        if line.startswith("mode:") or not line:
            continue
        profile = _PROFILE.fullmatch(line)
        if not profile:
            raise Malformed("a line of the Go profile cannot be read")
        first, last, statements, hits = (int(number) for number in profile.groups()[1:])
        block = line.rpartition(" ")[0]
        blocks[block] = (statements, hits > 0 or blocks.get(block, (0, False))[1])
        left -= max(0, last - first)
        if last - first > _LONGEST_BLOCK or left < 0:
            raise Malformed("its blocks are too long")
        for number in range(first, last + 1):
            measured.note(profile[1], number, ran=hits > 0)
    covered = sum(statements for statements, ran in blocks.values() if ran)
    measured.told = covered, sum(statements for statements, _ in blocks.values())
    return measured


def _text_lines(content: bytes) -> Iterator[str]:
    return (line.removesuffix("\r") for line in content.decode("utf-8", "replace").split("\n"))


_FORMS: tuple[tuple[bytes, Callable[[bytes], Measured]], ...] = (
    (b"<", _xml),
    (b"{", _coverage_py),
    (b"mode:", _go),
    (b"TN:", _lcov),
    (b"SF:", _lcov),
)
