"""`airlock review`: the review alone, with neither Slack nor Redis."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from app.adapters import files
from app.adapters.git import GitRepository
from app.domain.errors import BadInput
from app.domain.evidence import Document, Evidence, Expectation, Teller
from app.domain.report import Report, Unknown
from app.ports import Reading
from app.review import is_wanted, recall
from app.review import review as assess
from app.review.render import report_json, report_text

_NO_COMMIT = "0" * 40  # the head of a diff that names no repository
_FILE = click.Path(path_type=Path)


class _Wrong(click.ClickException):
    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(self.message, file=file, err=file is None)


@dataclass(frozen=True)
class _Call:
    """The command line, as it was given."""

    changes: str | None
    repo: Path | None
    diff: Path | None
    junit: tuple[str, ...]
    coverage: Path | None
    base_coverage: Path | None
    policy: Path | None
    environment: str
    form: str


@click.command()
@click.argument("changes", metavar="[BASE..HEAD]", required=False)
@click.option(
    "--repo", type=_FILE, help="A git repository, bare or not; the current directory when left out."
)
@click.option(
    "--diff", type=_FILE, help="A unified diff to review instead of a repository; - is standard input."
)
@click.option("--junit", multiple=True, metavar="GLOB", help="JUnit XML files; may be given several times.")
@click.option(
    "--coverage", type=_FILE, help="Cobertura, Clover, JaCoCo, lcov, coverage.py JSON or a Go profile."
)
@click.option("--base-coverage", type=_FILE, help="The same, measured at the base.")
@click.option(
    "--policy", type=_FILE, help="Policy file; the default branch's .github/airlock.yml when left out."
)
@click.option(
    "--environment", default="production", show_default=True, help="Whose rules of the policy hold."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "blocks"]), default="text", show_default=True
)
def review(**given: Any) -> None:
    """Review what changes from BASE to HEAD: HEAD^..HEAD when left out, a commit alone means its own change.

    `text` is for people, `json` is the report, `blocks` the card as Block Kit.
    """
    try:
        with _progress():
            report = _review(_Call(**given))
        click.echo(_FORMS[given["form"]](report), nl=False)
    except BadInput as problem:
        raise _Wrong(str(problem)) from problem


def _review(call: _Call) -> Report:
    repository = (
        GitRepository(call.repo or Path(), Reading(is_wanted, recall))
        if call.repo or call.diff is None
        else None
    )
    evidence = _changes(call, repository)
    documents = tuple(
        _document(path) for pattern in call.junit for path in files.matching("--junit", pattern)
    )
    evidence = replace(
        evidence,
        junit=documents if call.junit else None,
        coverage=_document(call.coverage) if call.coverage else None,
        base_coverage=_document(call.base_coverage) if call.base_coverage else None,
        unknown=(*evidence.unknown, *_unread_policy(call, repository, evidence)),
    )
    return assess(evidence, _expectation(call, repository))


def _changes(call: _Call, repository: GitRepository | None) -> Evidence:
    base, head = _range(call.changes, repository) if repository else (None, _NO_COMMIT)
    if call.diff is not None:
        text = files.read(call.diff).decode("utf-8", "replace")
        return Evidence(repository.name if repository else "", head, base, diff=text, teller=Teller.CI)
    assert repository is not None
    evidence = repository.evidence(repository.name, base, head)
    return replace(evidence, past=repository.past(evidence))


def _range(changes: str | None, repository: GitRepository) -> tuple[str | None, str]:
    base, dots, head = (changes or "HEAD").partition("..")
    if head.startswith("."):
        raise BadInput(f"`{changes}` has three dots; give BASE..HEAD with two.")
    if not dots:
        sha = repository.resolve(base)
        return repository.parent(sha), sha
    return repository.resolve(base or "HEAD"), repository.resolve(head or "HEAD")


def _unread_policy(call: _Call, repository: GitRepository | None, evidence: Evidence) -> tuple[Unknown, ...]:
    if call.policy or repository is None:
        return ()
    return repository.unread_policy(evidence.base, evidence.head)


def _expectation(call: _Call, repository: GitRepository | None) -> Expectation:
    source = str(call.policy) if call.policy else ".github/airlock.yml"
    text = files.read(call.policy) if call.policy else repository.policy_text() if repository else None
    if text is None:
        return Expectation()
    from app.adapters import policyfile  # noqa: PLC0415 - half of the time to start, and often there is no policy

    environments = policyfile.parse(text, source=source).environments
    if call.environment not in environments:
        known = ", ".join(sorted(environments))
        raise BadInput(
            f"{source} has no environment `{call.environment}`; name one with --environment: {known}."
        )
    return environments[call.environment].expectation


def _document(path: Path) -> Document:
    return Document(str(path), files.read(path))


def _blocks(report: Report) -> str:
    from blocks.card import report_card  # noqa: PLC0415 - only this form needs it

    return json.dumps({"blocks": report_card(report)}, indent=2) + "\n"


_FORMS: dict[str, Callable[[Report], str]] = {
    "text": report_text,
    "json": lambda report: report_json(report) + "\n",
    "blocks": _blocks,
}


@contextmanager
def _progress() -> Iterator[None]:
    """Show on a terminal that something is under way."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415 - a pipe does not pay for it

    with Console(stderr=True).status("Reading the change"):
        yield
