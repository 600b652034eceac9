"""Evidence that the CI sends: what is let in, what is refused by name, and that nothing of it is changed."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.parts import FILES_MAX, Given, as_json, merged, parse
from app.domain.errors import BadInput
from app.domain.evidence import Commit, Document, Evidence, Teller, WholeFile
from app.domain.report import FileChange, Status, Unknown

SHA, BASE = "a" * 40, "b" * 40
FILE = {
    "path": "ü b/x",
    "old_path": "o",
    "status": "renamed",
    "additions": 3,
    "deletions": 2,
    "binary": False,
}
COMMIT = {
    "sha": SHA,
    "author": "Ana",
    "email": "ana@example.com",
    "committer_email": "bo@example.com",
    "subject": "Add ünicode",
    "co_authors": ["cy@example.com"],
    "at": 7,
    "parents": [BASE],
    "body": "Why.",
}


def told(**given: Any) -> Evidence:
    return merged(Evidence("o/r", SHA), parse(json.dumps(given).encode()))


def test_every_part_comes_through() -> None:
    evidence = told(
        base=BASE,
        diff="diff --git",
        files=[FILE],
        whole=[{"path": "x", "old": None, "new": "1\r\n\x0c"}],
        codeowners="* @ops\n",
        tests=[{"name": "a.xml", "content": "<é/>"}],
        coverage={"name": "c", "content": "x"},
        base_coverage={"name": "b", "content": "y"},
        checks={"lint": "success"},
        commits=[COMMIT],
        unknown=[{"subject": "s", "reason": "r"}],
    )
    commit = Commit(
        SHA,
        "Ana",
        "ana@example.com",
        "Add ünicode",
        ("cy@example.com",),
        "bo@example.com",
        7,
        (BASE,),
        "Why.",
    )
    assert evidence == Evidence(
        "o/r",
        SHA,
        BASE,
        diff="diff --git",
        files=(FileChange("ü b/x", "o", Status.RENAMED, 3, 2),),
        whole=(WholeFile("x", None, "1\r\n\x0c"),),
        codeowners="* @ops\n",
        commits=(commit,),
        junit=(Document("a.xml", "<é/>".encode()),),
        coverage=Document("c", b"x"),
        base_coverage=Document("b", b"y"),
        checks=(("lint", "success"),),
        unknown=(Unknown("s", "r"),),
        teller=Teller.CI,
    )


def test_nothing_told_changes_nothing() -> None:
    evidence = Evidence("o/r", SHA, diff="x")
    assert merged(evidence, {}) is evidence
    assert told().diff is None


def test_what_airlock_read_itself_is_not_overruled() -> None:
    own = Evidence("o/r", SHA, BASE, diff="own", files=(), codeowners="* @ops", commits=())
    body = {"diff": "told", "files": [FILE], "commits": [COMMIT], "codeowners": "* @mallory", "base": SHA}
    made = merged(own, parse(json.dumps({**body, "checks": {"lint": "failure"}}).encode()))
    assert (made.diff, made.files, made.codeowners, made.commits, made.base) == (
        "own",
        (),
        "* @ops",
        (),
        BASE,
    )
    assert (made.checks, made.teller) == ((("lint", "failure"),), Teller.BOTH)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"base": "main"}, "base"),
        ({"base": "A" * 40}, "base"),
        ({"diff": 7}, "diff"),
        ({"diffs": "x"}, "diffs"),
        ({"files": [{**FILE, "path": ""}]}, "files.0.path"),
        ({"files": [{**FILE, "path": "x" * 4097}]}, "files.0.path"),
        ({"files": [{**FILE, "status": "eaten"}]}, "files.0.status"),
        ({"files": [{**FILE, "additions": -1}]}, "files.0.additions"),
        ({"files": [FILE, {**FILE, "extra": 1}]}, "files.1.extra"),
        ({"commits": [{**COMMIT, "sha": "1"}]}, "commits.0.sha"),
        ({"commits": [{**COMMIT, "at": -1}]}, "commits.0.at"),
        ({"commits": [{**COMMIT, "co_authors": [""]}]}, "commits.0.co_authors.0"),
        ({"tests": [{"name": "", "content": ""}]}, "tests.0.name"),
        ({"checks": {"": "x"}}, "checks."),
        ({"unknown": [{"subject": "s", "reason": ""}]}, "unknown.0.reason"),
        ({"codeowners": "x" * (3 * 1024**2 + 1)}, "codeowners"),
        ({"whole": [{"path": "x"}] * 1001}, "whole"),
        ([], "body"),
    ],
)
def test_what_is_wrong_is_refused_by_its_field(given: Any, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse(json.dumps(given).encode())
    assert str(refused.value).startswith(field)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"null", b'{"diff": "\\ud800"}', b"[" * 100_000])
def test_what_is_no_evidence_is_refused(body: bytes) -> None:
    with pytest.raises(BadInput):
        parse(body)


def test_more_files_than_a_review_ever_lists_are_let_in_and_far_more_are_not() -> None:
    row = {"path": "x", "status": "added", "additions": 0, "deletions": 0}
    assert len(told(files=[row] * 20_000).files or ()) == 20_000
    with pytest.raises(BadInput, match=r"^files: "):
        parse(json.dumps({"files": [row] * (FILES_MAX + 1)}).encode())


@given(
    st.builds(Given, diff=st.none() | st.text(st.characters(exclude_categories=["Cs"])), base=st.just(BASE))
)
def test_a_body_is_read_as_it_was_written(given: Given) -> None:
    assert told(**json.loads(as_json(given))).diff == given.diff


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: ('{"diff": "' + text + '"}').encode("utf-8", "replace"))
)
def test_any_body_is_read_or_refused(body: bytes) -> None:
    with suppress(BadInput):
        assert set(parse(body)) <= set(Given.model_fields)
