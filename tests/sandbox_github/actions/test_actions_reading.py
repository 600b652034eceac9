"""What is read one by one, and how a span of time is written."""

from datetime import UTC, datetime

import pytest

from sandbox.github.actions.period import within
from sandbox.github.refusal import Refusal
from sandbox.github.webhooks.description import EVENTS, cut
from tests.sandbox_github.actions.kit import REPO, ROOT, Github

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "is_within"),
    [
        ("2026-03-02", True),
        ("2026-03-01", False),
        (">=2026-03-02T12:00:00Z", True),
        (">2026-03-02T12:00:00Z", False),
        (">2026-03-02", False),
        (">2026-03-01", True),
        ("<=2026-03-02", True),
        ("<2026-03-02", False),
        ("2026-03-01..2026-03-02", True),
        ("*..2026-03-01", False),
        ("2026-03-02T13:00:00 01:00..*", True),
    ],
)
def test_a_span_of_time_is_read_as_github_does(span: str, *, is_within: bool) -> None:
    assert within(span)(NOON) is is_within


@pytest.mark.parametrize("span", ["", "yesterday", ">=", "2026-13-01"])
def test_what_is_no_span_is_refused(span: str) -> None:
    with pytest.raises(Refusal):
        within(span)


def test_runs_and_jobs_are_read_one_by_one(github: Github) -> None:
    run = github.run(environment=None, workflow="test.yml", jobs=("test",))
    github.ended(run)
    job = github.get(f"/actions/runs/{run}/attempts/1/jobs")["jobs"][0]
    assert github.get(f"/actions/jobs/{job['id']}") == job
    workflow = github.get("/actions/workflows/test.yml")
    for named in ("test.yml", workflow["id"]):
        assert [one["id"] for one in github.get(f"/actions/workflows/{named}/runs")["workflow_runs"]] == [run]
    assert github.get("/actions/workflows/test.yml/runs", status="failure")["total_count"] == 0


def test_environments_and_artifacts_are_listed(github: Github) -> None:
    github.hub.add_environment(REPO, "staging", reviewers=["bo"], can_admins_bypass=None)
    listed = github.get("/environments")["environments"]
    assert [one["name"] for one in listed] == ["production", "staging"]
    assert [one.get("can_admins_bypass", "unsaid") for one in listed] == [False, "unsaid"]
    rule = github.get("/environments/staging")["protection_rules"][0]
    assert (rule["type"], rule["reviewers"][0]["reviewer"]["login"]) == ("required_reviewers", "bo")
    artifact = github.hub.add_artifact(REPO, github.run(), "junit", b"")
    assert [one["id"] for one in github.get("/actions/artifacts")["artifacts"]] == [artifact]


@pytest.mark.parametrize(
    "path",
    [
        "/actions/runs/1",
        "/actions/jobs/1",
        "/actions/artifacts/1",
        "/deployments/1",
        "/environments/none",
        "/actions/workflows/none.yml",
    ],
)
def test_what_is_not_there_is_not_found(github: Github, path: str) -> None:
    assert github.call("GET", f"{ROOT}{path}").status_code == 404


def test_a_run_of_one_repository_is_none_of_another(github: Github) -> None:
    github.hub.add_repository("harbour/store", github.path)
    github.hub.install("harbour/store")
    run = github.run()
    assert github.call("GET", f"/repos/harbour/store/actions/runs/{run}").status_code == 404
    with pytest.raises(LookupError):
        github.hub.run_of("harbour/store", run)


def test_a_cut_of_githubs_webhooks_keeps_what_must_be_there_and_no_prose() -> None:
    must = {"type": "object", "description": "prose", "properties": {"a": {"$ref": "#/components/schemas/a"}}}
    schemas = {f"webhook-{event}": must for event in EVENTS} | {
        "a": {
            "type": "object",
            "required": ["b"],
            "properties": {"b": {"type": "string", "title": "prose"}, "c": {"type": "string"}},
        }
    }
    shown = cut({"components": {"schemas": schemas}})["$defs"]
    assert shown["webhook-ping"] == {"type": "object", "properties": {"a": {"$ref": "#/$defs/a"}}}
    assert shown["a"] == {"type": "object", "required": ["b"], "properties": {"b": {"type": "string"}}}
