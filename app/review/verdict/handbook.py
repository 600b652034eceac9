"""Every rule as a table in Markdown, for `docs/rules.md`: run this module to print it."""

from collections.abc import Iterator
from itertools import groupby

from app.review.rules import RULES
from app.review.verdict.points import COLD, FLOORS, WITH_HISTORY
from app.review.verdict.rule import Rule
from app.review.verdict.usual import USUAL

_HEAD = """\
# The rules of the review

Made from the code by `make docs`; a test holds the two together. A finding's points are its rule's points,
times what the sentence counts, less what a *usual* change has of it. *Cold* is the table for a change alone,
*history* the one that counts when the repository's past is known. A *floor* holds whatever the points say:
the report is never below it. A *gate* names the kind of group that a policy may ask for among the approvers.
"""
_COLUMNS = (
    "rule",
    "what it sees",
    "for example",
    "severity",
    "cold",
    "history",
    "usual",
    "floor",
    "gate",
    "source",
)


def rules_table() -> str:
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    for family, names in groupby(RULES, key=lambda name: name.partition(".")[0]):
        yield f"## {family}\n"
        yield _row(_COLUMNS)
        yield _row(["---"] * len(_COLUMNS))
        yield from (_row(_cells(name, RULES[name])) for name in names)
        yield ""


def _cells(name: str, rule: Rule) -> list[str]:
    points = (f"{table[name]:+g}" if name in table else "" for table in (COLD, WITH_HISTORY))
    floor = FLOORS[name].capitalize() if name in FLOORS else ""
    usual = f"{USUAL[name].times:g}" if name in USUAL else ""
    seen = [f"`{name}`", rule.sees, f"`{rule.example}`", rule.severity]
    return [*seen, *points, usual, floor, rule.gate or "", rule.source]


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    print(rules_table(), end="")  # noqa: T201 - its only purpose
