"""The whole review, beside unidiff parsing the same text; CPU time.

`python -m bench.review FILE…` measures diffs of real changes: `git diff v1 v2 > FILE`.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from unidiff.patch import PatchSet

from app.domain.evidence import Evidence, Expectation
from app.review import review
from bench.figure import HEADING, Row, cpu

LINES_A_FILE = 100
LINES = 100_000  # of a real diff that are read, to the end of the file they end in


def rows() -> Iterator[Row]:
    for lines in (1_000, 10_000, 100_000):
        yield row(f"review of {lines:,} lines (against unidiff)", _diff(lines))


def row(what: str, text: str) -> Row:
    """Return what the review of a diff costs."""
    evidence = Evidence("acme/shop", "a" * 40, "b" * 40, diff=text)
    return Row(what, cpu(lambda: review(evidence, Expectation())), cpu(lambda: PatchSet(text)))


def cut(text: str, lines: int = LINES) -> str:
    """Return the first files of a diff in git's form, until they have so many lines."""
    files, left = text.split("\ndiff --git "), lines
    for number, file in enumerate(files):
        left -= file.count("\n") + 1
        if left <= 0:
            return "\ndiff --git ".join(files[: number + 1]).removesuffix("\n") + "\n"
    return text


def _diff(lines: int) -> str:
    return "".join(_file(n) for n in range(lines // LINES_A_FILE))


def _file(number: int) -> str:
    path = f"src/module_{number % 17}/part_{number}.py"
    body = "".join(
        f"+    total_{n} = price_{n} * quantity_{n}  # line {n}\n" if n % 3 else f"-    old_{n} = {n}\n"
        for n in range(LINES_A_FILE)
    )
    removed = sum(1 for n in range(LINES_A_FILE) if not n % 3)
    hunk = f"@@ -10,{removed} +10,{LINES_A_FILE - removed} @@ def total():\n"
    header = f"diff --git a/{path} b/{path}\nindex 1111111..2222222 100644\n--- a/{path}\n+++ b/{path}\n"
    return header + hunk + body


if __name__ == "__main__":
    print(HEADING)
    for name in sys.argv[1:]:
        # Only `\n` ends a line, as for git; what is no UTF-8 is replaced, as the review's own reader does.
        real = cut(Path(name).read_bytes().decode("utf-8", "replace"))
        print(row(f"{Path(name).stem} ({real.count(chr(10)):,} lines)", real))
