"""Evidence that the CI sends: validated at the door, kept by part, put together for the review."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from app.domain.errors import BadInput
from app.domain.evidence import Commit, Document, Evidence, Teller, WholeFile
from app.domain.past import History
from app.domain.report import FileChange, Status, Unknown

PATH_MAX = 4096  # bytes; limits.h of Linux
PEOPLE_MAX = 100  # co-authors, and parents, of one commit
FILES_MAX, UNKNOWN_MAX = 100_000, 1_000
WHOSE = frozenset({"commits", "takes_back", "taken_back", "codeowners", "past"})  # tell whose work it is

Sha = Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]
Path = Annotated[str, Field(min_length=1, max_length=PATH_MAX)]
Count = Annotated[int, Field(ge=0, le=10**9)]
Name = Annotated[str, Field(min_length=1, max_length=500)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GivenDocument(_Part):
    name: Name
    content: str


class GivenCommit(_Part):
    sha: Sha
    author: Annotated[str, Field(max_length=500)]
    email: Annotated[str, Field(max_length=500)]
    subject: Annotated[str, Field(max_length=2000)]
    co_authors: Annotated[list[Name], Field(max_length=PEOPLE_MAX)] = []
    committer_email: Annotated[str, Field(max_length=500)] = ""
    at: Annotated[int, Field(ge=0)] = 0
    parents: Annotated[list[Sha], Field(max_length=PEOPLE_MAX)] = []
    body: Annotated[str, Field(max_length=4000)] = ""


class GivenFile(_Part):
    """One row of the source's own list of changed files."""

    path: Path
    old_path: Path | None = None
    status: Status
    additions: Annotated[int, Field(ge=0)]
    deletions: Annotated[int, Field(ge=0)]
    binary: bool = False


class GivenWhole(_Part):
    path: Path
    old: str | None = None
    new: str | None = None


class GivenRate(_Part):
    place: Path
    ratio: Annotated[float, Field(gt=0, le=1e6)]


class GivenEcho(_Part):
    title: Annotated[str, Field(max_length=2000)]
    overlap: Annotated[float, Field(ge=0, le=1)]


class GivenPast(_Part):
    """What `app.domain.past.History` holds, within its bounds."""

    changes: Count
    reverts: Count
    file: GivenRate | None = None
    module: GivenRate | None = None
    module_lately: GivenRate | None = None
    own_module: GivenRate | None = None
    kinds: GivenRate | None = None
    fixes: GivenRate | None = None
    words: Annotated[float, Field(ge=-20, le=20)] = 0.0
    same_files: GivenEcho | None = None
    same_title: GivenEcho | None = None
    lately: Count = 0
    lately_ratio: Annotated[float, Field(gt=0, le=1e6)] = 1.0
    unfamiliarity: Annotated[float, Field(ge=0, le=6)] = 0.0
    own: Count = 0
    all: Count = 0
    by_others: Annotated[float, Field(ge=0, le=1)] = 0.0
    active: Count = 0
    untouched: Count | None = None


class GivenUnknown(_Part):
    subject: Name
    reason: Annotated[str, Field(min_length=1, max_length=2000)]


class Given(_Part):
    """The body of `PUT /deploys/{id}/evidence`; every part may be left out."""

    base: Sha | None = None
    diff: str | None = None
    files: Annotated[list[GivenFile], Field(max_length=FILES_MAX)] | None = None
    whole: Annotated[list[GivenWhole], Field(max_length=1000)] | None = None
    codeowners: Annotated[str, Field(max_length=3 * 1024 * 1024)] | None = None
    past: GivenPast | None = None
    tests: Annotated[list[GivenDocument], Field(max_length=1000)] | None = None
    coverage: GivenDocument | None = None
    base_coverage: GivenDocument | None = None
    checks: Annotated[dict[Name, Name], Field(max_length=1000)] | None = None
    commits: Annotated[list[GivenCommit], Field(max_length=10_000)] | None = None
    takes_back: Count | None = None
    taken_back: Annotated[list[GivenCommit], Field(max_length=1)] | None = None
    unknown: Annotated[list[GivenUnknown], Field(max_length=UNKNOWN_MAX)] | None = None


_WITH_CI = {Teller.GITHUB: Teller.GITHUB_AND_CI}
_PAST = TypeAdapter(History)
_VALUES: dict[str, TypeAdapter[Any]] = {
    name: TypeAdapter(field.rebuild_annotation()) for name, field in Given.model_fields.items()
}


def parse(body: bytes) -> Mapping[str, bytes]:
    """Return the parts of an evidence body, each as its own JSON. Raises BadInput naming the field."""
    try:
        given = Given.model_validate_json(body)
    except ValidationError as problem:
        raise BadInput(sentence(problem)) from None
    return packed(given)


def packed(given: Given) -> Mapping[str, bytes]:
    values = {name: getattr(given, name) for name in given.model_fields_set}
    return {name: _VALUES[name].dump_json(value) for name, value in values.items() if value is not None}


def merged(evidence: Evidence, parts: Mapping[str, bytes]) -> Evidence:
    """Return `evidence` with what the CI told added; what Airlock read itself is not overruled."""
    if not parts:
        return evidence
    given = Given.model_validate({name: _VALUES[name].validate_json(part) for name, part in parts.items()})
    told = replace(
        evidence,
        junit=tuple(_document(d) for d in given.tests) if given.tests is not None else evidence.junit,
        coverage=_document(given.coverage) if given.coverage else evidence.coverage,
        base_coverage=_document(given.base_coverage) if given.base_coverage else evidence.base_coverage,
        checks=tuple(sorted((given.checks or {}).items())),
        unknown=evidence.unknown + tuple(Unknown(u.subject, u.reason) for u in given.unknown or ()),
        teller=Teller.CI if evidence.diff is None else _WITH_CI.get(evidence.teller, Teller.BOTH),
    )
    return told if evidence.diff is not None else _with_diff(told, given)


def sentence(problem: ValidationError) -> str:
    """Return the first thing that is wrong, naming the field."""
    first = problem.errors(include_url=False, include_context=False, include_input=False)[0]
    field = ".".join(str(step) for step in first["loc"]) or "body"
    return f"{field}: {first['msg']}."


def _with_diff(evidence: Evidence, given: Given) -> Evidence:
    files = None if given.files is None else tuple(FileChange(**f.model_dump()) for f in given.files)
    return replace(
        evidence,
        diff=given.diff,
        files=files,
        whole=tuple(WholeFile(w.path, w.old, w.new) for w in given.whole or ()),
        codeowners=given.codeowners,
        past=_PAST.validate_python(given.past.model_dump()) if given.past else None,
        base=given.base or evidence.base,
        commits=_commits(given.commits),
        takes_back=given.takes_back or None,
        taken_back=_commits(given.taken_back),
    )


def _commits(given: list[GivenCommit] | None) -> tuple[Commit, ...]:
    lists = {"co_authors", "parents"}
    return tuple(
        Commit(
            **each.model_dump(exclude=lists), co_authors=tuple(each.co_authors), parents=tuple(each.parents)
        )
        for each in given or ()
    )


def _document(given: GivenDocument) -> Document:
    return Document(given.name, given.content.encode())


def as_json(given: Given) -> bytes:
    """Return the body that `parse` reads."""
    return given.model_dump_json(exclude_unset=True).encode()
