"""What a CI job's checkout holds, as evidence to send: diff, commits, JUnit and coverage files."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.adapters import files
from app.adapters.git import GitRepository
from app.adapters.parts import FILES_MAX, PATH_MAX, PEOPLE_MAX, UNKNOWN_MAX, Given, sentence
from app.domain.deploy import Request
from app.domain.errors import BadInput
from app.domain.evidence import Commit
from app.domain.report import FileChange, Unknown


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
    try:
        return Given.model_validate(told)
    except ValidationError as problem:
        raise BadInput(sentence(problem)) from None


def _change(repository: GitRepository, request: Request) -> dict[str, Any]:
    base = request.base or repository.parent(request.key.sha)
    evidence = repository.evidence(request.key.repository, base, request.key.sha)
    listed, unlisted = _listed(evidence.files)
    told = {
        "base": base,
        "diff": evidence.diff,
        "commits": [_commit(commit) for commit in evidence.commits],
        "whole": [asdict(file) for file in evidence.whole if len(file.path) <= PATH_MAX],
        "unknown": _bounded((*evidence.unknown, *unlisted)),
        "files": listed,
        "codeowners": evidence.codeowners,
        "takes_back": evidence.takes_back,
        "taken_back": [_commit(commit) for commit in evidence.taken_back] or None,
        "past": asdict(past) if (past := repository.past(evidence)) else None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _commit(commit: Commit) -> dict[str, Any]:
    return {
        "sha": commit.sha,
        "author": commit.author[:500],
        "email": commit.email[:500],
        "committer_email": commit.committer_email[:500],
        "subject": commit.subject[:2000],
        "co_authors": [address[:500] for address in commit.co_authors[:PEOPLE_MAX]],
        "at": max(commit.at, 0),
        "parents": list(commit.parents[:PEOPLE_MAX]),
        "body": commit.body,
    }


def _listed(
    changes: tuple[FileChange, ...] | None,
) -> tuple[list[dict[str, Any]] | None, tuple[Unknown, ...]]:
    """Return the list of files as far as it can be sent, and what cannot."""
    if changes is None:
        return None, ()
    kept = [change for change in changes if max(map(len, _paths(change))) <= PATH_MAX]
    unknown = [
        Unknown(change.path, "its path is too long")
        for change in changes
        if max(map(len, _paths(change))) > PATH_MAX
    ]
    if len(kept) > FILES_MAX:
        unknown.append(Unknown("files", f"only the first {FILES_MAX:,} of {len(kept):,} are listed"))
    return [asdict(change) for change in kept[:FILES_MAX]], tuple(unknown)


def _paths(change: FileChange) -> tuple[str, str]:
    return change.path, change.old_path or ""


def _bounded(unknown: Sequence[Unknown]) -> list[dict[str, str]]:
    """Return what is not known; of a long list the first, and how many more."""
    if len(unknown) > UNKNOWN_MAX:
        more = Unknown("unknown", f"and {len(unknown) - UNKNOWN_MAX + 1:,} more, not listed")
        unknown = (*unknown[: UNKNOWN_MAX - 1], more)
    return [{"subject": entry.subject[:500], "reason": entry.reason[:2000]} for entry in unknown]


def _document(path: Path) -> dict[str, str]:
    return {"name": path.name, "content": files.text_of(files.read(path))}
