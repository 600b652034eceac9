"""The whole review, beside unidiff parsing the same text; CPU time."""

from collections.abc import Iterator

from unidiff.patch import PatchSet

from app.domain.evidence import Evidence, Expectation
from app.review import review
from bench.figure import Row, cpu

LINES_A_FILE = 100


def rows() -> Iterator[Row]:
    for lines in (1_000, 10_000, 100_000):
        text = _diff(lines)
        evidence = Evidence("acme/shop", "a" * 40, "b" * 40, diff=text)
        taken = cpu(lambda evidence=evidence: review(evidence, Expectation()))  # type: ignore[misc]
        parsed = cpu(lambda text=text: PatchSet(text))  # type: ignore[misc]
        yield Row(f"review of {lines:,} lines (against unidiff)", taken, parsed)


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
