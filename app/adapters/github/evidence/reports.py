"""Which members of an artifact are test results and coverage: told by their names and first characters."""

from collections.abc import Callable, Sequence

from app.adapters.github.evidence.rows import Doubts
from app.adapters.github.evidence.unzip import Zip
from app.domain.errors import BadInput
from app.domain.evidence import Document

_JUNIT = b"<testsuite"  # and <testsuites
# The forms that the review reads, the one that tells most first; see app.review.measured.coverage.
_FORMS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("XML", lambda start: start.startswith(b"<") and (b"<coverage" in start or b"<report" in start)),
    ("lcov", lambda start: start.startswith((b"TN:", b"SF:"))),
    ("JSON", lambda start: start.startswith(b"{") and b'"meta"' in start),
    ("Go", lambda start: start.startswith(b"mode:")),
)
_SUFFIXES = (".xml", ".info", ".lcov", ".json", ".out", ".txt", ".cov", ".coverprofile")
LOOKED_AT_MAX = 2000  # members of one zip


def junit_in(packed: Zip, artifact: str, doubts: Doubts) -> list[Document]:
    """Return every JUnit file; that there is none is a doubt."""
    found = [name for name, start in _starts(packed, artifact, (".xml",), doubts) if _JUNIT in start]
    if not found:
        doubts.add(artifact, "the artifact holds no JUnit file")
    return _documents(packed, artifact, found, doubts)


def coverage_in(packed: Zip, artifact: str, doubts: Doubts) -> list[Document]:
    """Return the one coverage file; that there is none, or more than one of a form, is a doubt."""
    starts = _starts(packed, artifact, _SUFFIXES, doubts)
    for form, is_of in _FORMS:
        found = [name for name, start in starts if is_of(start.lstrip())]
        if len(found) > 1:
            doubts.add(artifact, f"it holds {len(found):,} coverage files ({form}); upload one, put together")
            return []
        if found:
            return _documents(packed, artifact, found, doubts)
    doubts.add(artifact, "the artifact holds no coverage file that is read here")
    return []


def _starts(
    packed: Zip, artifact: str, suffixes: tuple[str, ...], doubts: Doubts
) -> Sequence[tuple[str, bytes]]:
    """Return the names with that ending, each with how the file begins, without byte order marks."""
    names = [name for name in packed.names if name.lower().endswith(suffixes)]
    if len(names) > LOOKED_AT_MAX:
        doubts.add(artifact, f"it holds {len(names):,} files that may be reports; the rest is not looked at")
    told = []
    for name in names[:LOOKED_AT_MAX]:
        try:
            start = packed.start(name)
        except BadInput as problem:
            doubts.add(f"{artifact}/{name}", str(problem))
        else:
            told.append((name, start.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")))
    return told


def _documents(packed: Zip, artifact: str, names: Sequence[str], doubts: Doubts) -> list[Document]:
    documents = []
    for name in names:
        try:
            documents.append(Document(f"{artifact}/{name}", packed.read(name)))
        except BadInput as problem:
            doubts.add(f"{artifact}/{name}", str(problem))
    return documents
