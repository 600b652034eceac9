"""How well the review tells unsafe migrations from safe ones: `python -m bench.migrations FILE`.

FILE holds one JSON object a line: path, content, label (safe or unsafe), breaks_rollback (true, false or
null) and contested. Each is given to the real review as the one file that a change adds.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.domain.evidence import Evidence, Expectation
from app.domain.report import Level, Report, Rollback
from app.review import review
from app.review.verdict.points import FLOORS

_WORDS = {True: Rollback.UNSAFE, False: Rollback.SAFE, None: Rollback.UNKNOWN}


def rows(file: Path) -> Iterator[dict[str, Any]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def judged(path: str, content: str) -> Report:
    """Return the report of a change that adds the one file."""
    lines = content.removesuffix("\n").split("\n")
    body = "".join(f"+{line}\n" for line in lines)
    diff = (
        f"diff --git a/{path} b/{path}\nnew file mode 100644\nindex 0000000..1111111\n"
        f"--- /dev/null\n+++ b/{path}\n@@ -0,0 +1,{len(lines)} @@\n{body}"
    )
    return review(Evidence("example/shop", "a" * 40, "b" * 40, diff=diff), Expectation())


def told(report: Report) -> list[str]:
    """Return the migration's rules that lift the level above Low."""
    return sorted(
        {
            finding.rule
            for finding in report.findings
            if finding.rule.startswith("migration.") and FLOORS.get(finding.rule, Level.LOW) is not Level.LOW
        }
    )


def main(file: Path) -> None:
    counts: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    rollbacks: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    for row in rows(file):
        report = judged(row["path"], row["content"])
        rules, is_unsafe = told(report), row["label"] == "unsafe"
        contested = bool(row.get("contested"))
        outcome = ("T" if bool(rules) == is_unsafe else "F") + ("P" if rules else "N")
        counts[contested][outcome] += 1
        wanted = _WORDS[row.get("breaks_rollback")]
        rollbacks[contested][f"{wanted} told as {report.rollback}"] += 1
        if not contested and outcome in {"FP", "FN"}:
            print(f"{outcome} {row.get('id', '')} {row['path']}: {rules}\n  {row['content'][:300]!r}")
        elif not contested and report.rollback is not wanted:
            print(f"rollback {row.get('id', '')} {wanted} told as {report.rollback}: {rules}")
    for contested, name in ((False, "uncontested"), (True, "contested")):
        print(f"{name}: {_figures(counts[contested])}")
        print(f"  rollback: {dict(sorted(rollbacks[contested].items()))}")


def _figures(found: Counter[str]) -> str:
    right = found["TP"]
    precision = right / ((right + found["FP"]) or 1)
    recall = right / ((right + found["FN"]) or 1)
    return f"precision {precision:.3f}, recall {recall:.3f}; {dict(sorted(found.items()))}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
