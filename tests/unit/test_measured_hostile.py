"""Whatever form GitHub's answers have, the reading ends in evidence or in one of our own errors."""

from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from typing import Any, NoReturn
from urllib.parse import unquote

import pytest
from github.Requester import Requester
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.github.api import Answer, Api
from app.adapters.github.credentials import Credentials
from app.adapters.github.measured import measured
from app.adapters.github.refusal import NotFound
from app.adapters.github.site import Site
from app.domain.deploy import Key, Request, queued
from app.domain.errors import BadInput, Transient
from app.domain.evidence import Commit, Evidence
from app.domain.policy import Artifacts
from tests.unit.example import BASE, NOON, SHA

SITE = Site(Credentials("https://api.github.com", "7", "key"))
DEPLOY = queued(Request(Key("harbour/shop", "production", SHA, "17"), base=BASE, actor="ana"), NOON)
GIVEN = Evidence("harbour/shop", SHA, BASE, commits=(Commit(SHA, "Ana", "ana@harbour.example", "A", at=1),))
BOTH = Artifacts("*", "*")
ANA = {"login": "ana", "type": "User"}
REPO = "/repos/harbour/shop"
RUN = {
    "id": 17,
    "head_sha": SHA,
    "event": "push",
    "conclusion": "success",
    "workflow_id": 3,
    "check_suite_id": 5,
    "actor": ANA,
    "triggering_actor": ANA,
    "repository": {"id": 1},
    "head_repository": {"id": 1},
}
CHECK = {
    "id": 1,
    "name": "test",
    "head_sha": SHA,
    "status": "completed",
    "conclusion": "success",
    "started_at": "2026-11-20T12:00:00Z",
    "app": {"id": 9, "client_id": "Iv1.9"},
    "check_suite": {"id": 5},
}
# What GitHub answers when all is well.
WELL: dict[str, Any] = {
    REPO: {"default_branch": "main"},
    f"{REPO}/actions/runs": {"workflow_runs": [RUN]},
    f"{REPO}/actions/runs/17/artifacts": {
        "artifacts": [{"id": 1, "name": "a", "expired": False, "workflow_run": {"head_sha": SHA}}]
    },
    f"{REPO}/commits/{SHA}/check-runs": {"check_runs": [CHECK]},
    f"{REPO}/commits/{SHA}/status": {"statuses": [{"context": "ci", "state": "success"}]},
    f"{REPO}/rules/branches/main": [
        {"type": "required_status_checks", "parameters": {"required_status_checks": [{"context": "test"}]}}
    ],
    f"{REPO}/branches/main": {
        "protected": True,
        "protection": {
            "required_status_checks": {"contexts": ["a"], "checks": [{"context": "a", "app_id": 3}]}
        },
    },
    f"{REPO}/dependency-graph/compare/{BASE}...{SHA}": [
        {
            "change_type": "added",
            "name": "x",
            "vulnerabilities": [{"severity": "low", "advisory_ghsa_id": "GHSA-1", "advisory_summary": "s"}],
        }
    ],
    f"{REPO}/commits/{SHA}/pulls": [
        {"number": 3, "title": "T", "html_url": "u", "user": ANA, "head": {"sha": SHA}, "merged_at": None}
    ],
    f"{REPO}/pulls/3/reviews": [
        {"user": {"login": "bo"}, "state": "APPROVED", "commit_id": SHA, "author_association": "MEMBER"}
    ],
    f"{REPO}/commits": [{"author": ANA, "commit": {"author": {"email": "ana@harbour.example"}}}],
    "/users/ana": {"email": None},
}


class Told(Api):
    """A GitHub that answers what it was told to."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        super().__init__(self._nobody)
        self._answers = answers

    def _nobody(self) -> Requester:
        raise AssertionError("asked for credentials")

    def request(self, verb: str, path: str, **_: Any) -> Answer:
        if path not in self._answers:
            raise NotFound(f"{verb} {path}", 404)
        return Answer(200, {}, self._answers[unquote(path)])

    def location(self, path: str) -> NoReturn:
        raise NotFound(path, 410)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["\ud800", "x" * 6000, "../..", "2026-13-99T99:99:99Z", SHA, 10**400, -1, "[bot]"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=4,
)


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every value within a JSON value."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(place for step, inner in steps for place in places(inner, (*way, step)))]


PLACES = places(WELL)[1:]


@given(st.dictionaries(st.sampled_from(PLACES), JSON, min_size=1, max_size=3))
@settings(max_examples=80, deadline=None)
def test_no_form_of_answer_makes_it_break(odd: dict[tuple[Any, ...], Any]) -> None:
    answers = deepcopy(WELL)
    for (*way, last), value in sorted(odd.items(), key=lambda item: -len(item[0])):
        place = answers
        with suppress(KeyError, IndexError, TypeError):
            for step in way:
                place = place[step]
            place[last] = value
    with suppress(Transient, BadInput):
        found = measured(Told(answers), DEPLOY, GIVEN, BOTH, SITE)
        assert all(unknown.subject and unknown.reason for unknown in found.unknown)


def test_what_is_well_is_read_whole() -> None:
    """Were it not, the property above would hold for nothing."""
    found = measured(Told(WELL), DEPLOY, GIVEN, Artifacts(), SITE)
    assert found.unknown == ()
    assert found.checks == (("ci", "success"), ("test", "success"))
    assert found.required_checks == ("a", "test")
    assert [each.name for each in found.vulnerable] == ["x"]
    assert [pull.approved_by for pull in found.pulls or ()] == [("bo",)]
    assert found.starters == {"ana@harbour.example"}


@pytest.mark.parametrize("at", [0, 1, 10**9, 10**11, 10**18])
def test_a_commit_may_claim_to_be_of_any_day(at: int) -> None:
    claimed = replace(GIVEN, commits=(replace(GIVEN.commits[0], at=at),))
    assert measured(Told(WELL), DEPLOY, claimed, Artifacts(), SITE).unknown == ()


def test_one_odd_row_is_counted_and_the_others_are_read() -> None:
    answers = {**WELL, f"{REPO}/commits/{SHA}/check-runs": {"check_runs": [CHECK, {"id": "x"}, None]}}
    found = measured(Told(answers), DEPLOY, GIVEN, Artifacts(), SITE)
    assert [(u.subject, u.reason) for u in found.unknown] == [
        ("checks", "2 of GitHub's 3 entries cannot be read")
    ]
    assert ("test", "success") in found.checks


def test_an_app_may_be_told_by_the_picture_of_its_status() -> None:
    rules = [
        {
            "type": "required_status_checks",
            "parameters": {"required_status_checks": [{"context": "ci", "integration_id": 18001}]},
        }
    ]
    for picture, name in (
        ("https://avatars.githubusercontent.com/in/18001?v=4", "ci"),
        ("https://avatars.githubusercontent.com/in/18002?v=4", "ci (of another app than is required)"),
        ("https://avatars.githubusercontent.com/u/18001?v=4", "ci (of another app than is required)"),
        ("https://evil.example/in/18001", "ci (of another app than is required)"),
        (None, "ci (of another app than is required)"),
    ):
        status = {"context": "ci", "state": "success", "avatar_url": picture}
        answers = {
            **WELL,
            f"{REPO}/rules/branches/main": rules,
            f"{REPO}/commits/{SHA}/status": {"statuses": [status]},
        }
        found = measured(Told(answers), DEPLOY, GIVEN, Artifacts(), SITE)
        assert (name, "success") in found.checks
