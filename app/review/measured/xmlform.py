"""The three coverage forms that are XML: Cobertura, Clover and JaCoCo, read in one pass."""

from xml.etree.ElementTree import Element

from app.review.diff.patch import Malformed
from app.review.measured.freshness import moment_of
from app.review.measured.lines import Measured, has_run, natural
from app.review.xml import started

_MOST_ROOTS = 20
# Where each form says when it was measured: (element, attribute)
_DATES = (
    ("coverage", "timestamp"),  # Cobertura, seconds or milliseconds
    ("coverage", "generated"),  # Clover
    ("project", "timestamp"),  # Clover
    ("sessioninfo", "dump"),  # JaCoCo, milliseconds, one for each run that it adds up
)
_DONE = frozenset({"class", "sourcefile", "method", "file", "sessioninfo"})


def read_xml(content: bytes) -> Measured:
    """Return what is measured. Raises Malformed."""
    reading = _Reading()
    for event, element in started(content):
        if event == "start":
            reading.start(element)
        else:
            reading.end(element)
    if reading.root not in {"coverage", "report"}:
        raise Malformed("it is XML, but neither Cobertura's, Clover's nor JaCoCo's")
    return reading.measured


class _Reading:
    """All three name a file on the way down and its lines below it."""

    def __init__(self) -> None:
        self.measured = Measured()
        self.root = ""
        self._path = ""
        self._package = ""  # only JaCoCo needs it

    def start(self, element: Element) -> None:
        if element.tag == "line":
            return  # nearly all of a file
        self.root = self.root or element.tag
        for tag, attribute in _DATES:
            if element.tag == tag:
                self.measured.date(moment_of(element.get(attribute)))
        if element.tag == "package":
            self._package = element.get("name") or ""
        elif element.tag == "sourcefile":  # JaCoCo
            self._path = f"{self._package}/{element.get('name') or ''}".lstrip("/")
        elif element.tag == "file":  # Clover; istanbul's has the path beside a bare name
            self._path = element.get("path") or element.get("name") or ""
        elif element.tag == "class" and element.get("filename"):  # Cobertura
            self._path = element.get("filename") or ""

    def end(self, element: Element) -> None:
        if element.tag == "line" and self._path:
            self._note(element)
        elif element.tag == "source" and (element.text or "").strip():
            self.measured.roots += [(element.text or "").strip()] * (len(self.measured.roots) < _MOST_ROOTS)
        elif element.tag in _DONE:
            element.clear()

    def _note(self, line: Element) -> None:
        told, note = line.attrib, self.measured.note
        if "number" in told:  # Cobertura
            note(self._path, natural(told["number"]), ran=has_run(told.get("hits")))
        elif "nr" in told:  # JaCoCo, in instructions
            note(self._path, natural(told["nr"]), ran=has_run(told.get("ci")))
        elif "num" in told:  # Clover; a condition counts how often it came out either way
            counts = [has_run(told[name]) for name in ("count", "truecount", "falsecount") if name in told]
            note(self._path, natural(told["num"]), ran=any(counts))
