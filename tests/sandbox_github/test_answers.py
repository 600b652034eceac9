"""Every answer has what GitHub says that it must have, and every request is checked by GitHub's words."""

from typing import Any

import pytest

from sandbox.github import GitHubSandbox
from sandbox.github.description import Description, Operation
from sandbox.github.openapi import cut_out
from sandbox.github.refusal import Refusal
from sandbox.github.routes import ROUTES
from tests.sandbox_github.client import REPO, app_auth, call, token
from tests.sandbox_github.shop import Shop

OURS = f"/repos/{REPO}"
READ = (
    OURS,
    f"{OURS}/branches",
    f"{OURS}/branches/main",
    f"{OURS}/branches/main/protection/required_status_checks",
    f"{OURS}/rules/branches/main",
    f"{OURS}/commits",
    f"{OURS}/commits/main",
    f"{OURS}/commits/v1/check-runs",
    f"{OURS}/commits/v1/check-suites",
    f"{OURS}/commits/v1/status",
    f"{OURS}/commits/v1/statuses",
    f"{OURS}/commits/feature%2Fcart/pulls",
    f"{OURS}/compare/v1...main",
    f"{OURS}/contents",
    f"{OURS}/contents/app.py",
    f"{OURS}/contents/lib",
    f"{OURS}/contents/broken",
    f"{OURS}/git/trees/main?recursive=1",
    f"{OURS}/dependency-graph/compare/v1...main",
    f"{OURS}/pulls",
    f"{OURS}/pulls/1",
    f"{OURS}/pulls/1/commits",
    f"{OURS}/pulls/1/files",
    f"{OURS}/pulls/1/reviews",
    "/rate_limit",
    "/user",
    "/users/ana",
    "/orgs/harbour/teams/dba/members",
    "/orgs/harbour/teams/dba/memberships/bo",
)


def test_every_answer_has_what_github_promises(github: GitHubSandbox) -> None:
    furnish(github)
    answers = {path: call(github, "GET", path).status_code for path in READ}
    for path in ("/app", "/app/installations", f"{OURS}/installation"):
        answers[path] = call(github, "GET", path, bearer=app_auth(github).token).status_code
    answers["mine"] = call(github, "GET", "/installation/repositories", bearer=token(github)).status_code
    assert set(answers.values()) == {200}, answers
    assert github.violations == []


def furnish(github: GitHubSandbox) -> None:
    """Put something behind every answer."""
    github.protect_branch(REPO, "main", ["tests"])
    github.add_ruleset(REPO, ["tests"])
    github.add_check_run(REPO, "v1", "tests")
    github.add_status(REPO, "v1", "ci", "success")
    github.add_pull(REPO, "feature/cart", base="v1")
    github.review(REPO, 1, "bo")
    github.set_dependencies(REPO, "v1", "main", [])
    github.add_team("harbour", "dba", ["bo"])


def test_what_is_described_is_what_is_answered() -> None:
    assert Description().missing(iter(ROUTES)) == []
    assert Description().operations() == set(ROUTES)


def test_a_bug_of_this_github_is_seen(github: GitHubSandbox, town_shop: Shop) -> None:
    (town_shop.path / "HEAD").rename(town_shop.path / "HEAD.gone")
    try:
        assert call(github, "GET", f"{OURS}/branches").status_code == 500
    finally:
        (town_shop.path / "HEAD.gone").rename(town_shop.path / "HEAD")
    assert "GitFailed" in github.violations[0].message


def described(**more: Any) -> dict[str, Any]:
    schema = {
        "type": "object",
        "description": "Prose.",
        "required": ["name"],
        "properties": {
            "name": {"type": "string", "nullable": True, "example": "x"},
            "title": {"type": "string"},
        },
    }
    body = {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/thing"}}},
    }
    operation = {"parameters": [], "requestBody": body, "responses": {"201": {"content": body["content"]}}}
    return {
        "paths": {"/things": {"post": operation | more}},
        "components": {"schemas": {"thing": schema}},
    }


def test_the_cut_keeps_shapes_and_no_prose() -> None:
    shown = cut_out(described(), ["POST /things"])["POST /things"]
    properties = {"name": {"type": ["string", "null"]}, "title": {"type": "string"}}
    assert shown["body"] == {"type": "object", "required": ["name"], "properties": properties}
    assert shown["answers"]["201"]["required"] == ["name"]


def test_an_operation_that_github_does_not_have_cannot_be_cut_out() -> None:
    with pytest.raises(LookupError, match="GitHub describes no GET /things"):
        cut_out(described(), ["GET /things"])


def test_an_answer_that_lacks_something_is_found() -> None:
    operation = Operation("POST /things", cut_out(described(), ["POST /things"])["POST /things"])
    assert operation.check_answer(201, {"name": None}) == []
    assert operation.check_answer(201, {}) == ["'name' is a required property"]
    assert operation.check_answer(200, {}) == ["GitHub never answers 200 here"]
    assert operation.check_answer(404, {}) == []


@pytest.mark.parametrize("body", [{}, {"name": 1}, [], None])
def test_a_body_against_the_description_is_refused(body: Any) -> None:
    operation = Operation("POST /things", cut_out(described(), ["POST /things"])["POST /things"])
    operation.check_body({"name": "x", "beside": 1}, is_there=True)
    with pytest.raises(Refusal) as refused:
        operation.check_body(body, is_there=True)
    assert refused.value.status == 422
