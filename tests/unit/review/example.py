"""Small diffs and evidence, so that a test names only what it is about."""

from typing import Any

from app.domain.evidence import Commit, Document, Evidence, Expectation
from app.domain.report import Finding, Report, Status
from app.review import review
from app.review.diff.patch import Patch
from app.review.diff.read import read_diff
from app.review.verdict.sighting import Sighting

HEAD = "a" * 40
BASE = "b" * 40


def added(path: str, text: str = "x = 1\n") -> str:
    """Return git's diff of a new file."""
    lines = text.removesuffix("\n").split("\n")
    body = "".join(f"+{line}\n" for line in lines)
    return (
        f"diff --git a/{path} b/{path}\nnew file mode 100644\nindex 0000000..1111111\n"
        f"--- /dev/null\n+++ b/{path}\n@@ -0,0 +1,{len(lines)} @@\n{body}"
    )


def deleted(path: str, text: str = "x = 1\n") -> str:
    lines = text.removesuffix("\n").split("\n")
    body = "".join(f"-{line}\n" for line in lines)
    return (
        f"diff --git a/{path} b/{path}\ndeleted file mode 100644\nindex 1111111..0000000\n"
        f"--- a/{path}\n+++ /dev/null\n@@ -1,{len(lines)} +0,0 @@\n{body}"
    )


def modified(path: str, plus: str = "y = 2\n", minus: str = "x = 1\n") -> str:
    """Return git's diff of a file of which `minus` became `plus`."""
    old, new = (text.split("\n")[:-1] for text in (minus, plus))
    body = "".join(f"-{line}\n" for line in old) + "".join(f"+{line}\n" for line in new)
    return (
        f"diff --git a/{path} b/{path}\nindex 1111111..2222222 100644\n"
        f"--- a/{path}\n+++ b/{path}\n@@ -1,{len(old)} +1,{len(new)} @@\n{body}"
    )


def patches(*diffs: str) -> tuple[Patch, ...]:
    diff = read_diff("".join(diffs))
    assert not diff.unknown
    return diff.patches


def evidence(*diffs: str, **more: Any) -> Evidence:
    return Evidence("example/shop", HEAD, BASE, diff="".join(diffs), **more)


def report(*diffs: str, expectation: Expectation | None = None, **more: Any) -> Report:
    return review(evidence(*diffs, **more), expectation or Expectation())


def commit(subject: str = "Add a thing", author: str = "Ana") -> Commit:
    return Commit(HEAD, author, "ana@example.com", subject)


def document(content: str | bytes, name: str = "report.xml") -> Document:
    return Document(name, content if isinstance(content, bytes) else content.encode())


def rules(found: Report | tuple[Finding | Sighting, ...]) -> list[str]:
    findings = found.findings if isinstance(found, Report) else found
    return [finding.rule for finding in findings]


def lines_of(patch: Patch) -> list[tuple[int, str]]:
    return list(patch.added())


def summary(patch: Patch) -> tuple[str, str | None, Status, int, int, bool]:
    change = patch.change
    return change.path, change.old_path, change.status, change.additions, change.deletions, change.binary
