"""Changed code that nothing is known to test: no changed line ran, and no test of its name was changed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from posixpath import basename, dirname

from app.review.diff.patch import Patch
from app.review.migrations.framework import framework_of
from app.review.place.kind import Kind, kind_of
from app.review.place.word import words

_LANGUAGES = words("""
    c cc clj cljs cljc cpp cs cxx dart erl ex exs fs go groovy h hh hpp hs java jl js cjs jsx kt lua m ml mjs
    mm php pl pm py r rb rs scala swift ts cts mts tsx vb vue svelte
""")
# Django's tests.py; kind_of knows the others
_TEST_FILE = re.compile(r"(^|/)tests?\.\w+$")
_TEST_MARK = re.compile(
    r"^(tests?|spec)[_.-]|[_.-](tests?|spec|unittest|cy|e2e|it|integration)$|(?<=[a-z0-9])(Tests?|Spec|IT)$"
)
_MARKS = re.compile(r"[_.-]")
_NAMELESS = words(
    "__init__ index main mod lib views models tests test"
)  # the directory says what it is about
_INLINE = ("#[test]", "#[cfg(test)]", "#[tokio::test]")  # Rust keeps unit tests beside the code
_COMMENT = ("#", "//", "/*", "*", "--", ";")
_LINE_MAX = 200  # characters of a line that are read


def is_source(path: str) -> bool:
    """Whether tests and coverage are to be expected of a file."""
    return (
        kind_of(path) is Kind.CODE
        and _extension(path) in _LANGUAGES
        and not path.endswith(".d.ts")
        and not _TEST_FILE.search(path)
        and framework_of(path) is None
    )


def untested(sources: Iterable[Patch], patches: Sequence[Patch]) -> list[str]:
    """Return the paths of those `sources` that no changed test names. `patches`: the whole change."""
    names = _Names(patch.path for patch in patches if patch.change.additions and _is_test(patch.path))
    return [
        patch.path
        for patch in sources
        if not names.know(patch.path) and _does_something(patch) and not _tests_itself(patch)
    ]


class _Names:
    """What the changed tests are about, told from their names and directories."""

    def __init__(self, tests: Iterable[str]) -> None:
        self._about: set[str] = set()
        for path in tests:
            self._about.update(_subjects(path))

    def know(self, path: str) -> bool:
        stem = _stem(path)
        about = {_plain(stem)}
        if stem in _NAMELESS:
            about.add(_plain(basename(dirname(path))))
        return not self._about.isdisjoint(about - {""})


def _subjects(path: str) -> Iterator[str]:
    """Yield `cart` and `carttotals` for test_cart_totals.py: a test may be about one part of a file."""
    stem, previous = _stem(path), ""
    while stem != previous:
        stem, previous = _TEST_MARK.sub("", stem), stem
    steps = [step for step in re.split(r"[_.-]|(?<=[a-z0-9])(?=[A-Z])", stem[:_LINE_MAX]) if step]
    for end in range(1, len(steps) + 1):
        yield _plain("".join(steps[:end]))
    yield _plain(basename(dirname(path)))


def _is_test(path: str) -> bool:
    return _extension(path) in _LANGUAGES and (
        kind_of(path) is Kind.TEST or _TEST_FILE.search(path) is not None
    )


def _tests_itself(patch: Patch) -> bool:
    return _extension(patch.path) == "rs" and any(mark in patch.added_text() for mark in _INLINE)


def _does_something(patch: Patch) -> bool:
    """Whether a line that is added is more than a comment or a brace."""
    shown = (text[:_LINE_MAX].strip() for _, text in patch.added())
    return any(text and not text.startswith(_COMMENT) and not set(text) <= set("{}()[];, ") for text in shown)


def _extension(path: str) -> str:
    return path.rpartition(".")[2].lower() if "." in basename(path) else ""


def _stem(path: str) -> str:
    return basename(path).rpartition(".")[0]


def _plain(name: str) -> str:
    return _MARKS.sub("", name).lower()
