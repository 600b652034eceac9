"""What a CI job's checkout holds, as evidence to send: diff, commits, JUnit and coverage files."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.adapters import files
from app.adapters.git import GitRepository
from app.adapters.parts import Given
from app.domain.deploy import Request


def read_checkout(
    repository: GitRepository | None,
    request: Request,
    junit: Sequence[str],
    coverage: Path | None,
    base_coverage: Path | None,
) -> Given:
    """Return the evidence that can be read here. Raises BadInput for a file that was named and cannot be."""
    told: dict[str, Any] = _change(repository, request) if repository else {}
    if junit:
        told["tests"] = [_document(path) for pattern in junit for path in files.matching("--junit", pattern)]
    if coverage is not None:
        told["coverage"] = _document(coverage)
    if base_coverage is not None:
        told["base_coverage"] = _document(base_coverage)
    return Given.model_validate(told)


def _change(repository: GitRepository, request: Request) -> dict[str, Any]:
    base = request.base or repository.parent(request.key.sha)
    evidence = repository.evidence(request.key.repository, base, request.key.sha)
    commits = [
        {
            "sha": commit.sha,
            "author": commit.author[:500],
            "email": commit.email[:500],
            "subject": commit.subject[:2000],
            "co_authors": [address[:500] for address in commit.co_authors],
            "at": commit.at,
            "parents": list(commit.parents),
            "body": commit.body,
        }
        for commit in evidence.commits
    ]
    unknown = [{"subject": u.subject[:500], "reason": u.reason[:2000]} for u in evidence.unknown]
    told = {"base": base, "diff": evidence.diff, "commits": commits, "unknown": unknown}
    told["whole"] = [asdict(file) for file in evidence.whole]
    if evidence.files is not None:
        told["files"] = [asdict(change) for change in evidence.files]
    return told | ({"codeowners": evidence.codeowners} if evidence.codeowners is not None else {})


def _document(path: Path) -> dict[str, str]:
    return {"name": path.name, "content": files.text_of(files.read(path))}
