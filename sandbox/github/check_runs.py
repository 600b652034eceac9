"""The REST API of check runs and suites."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sandbox.github import check_events, commits
from sandbox.github.check_shapes import run_shown, suite_shown
from sandbox.github.checks import COMPLETED, CheckRun, Output, latest
from sandbox.github.integrations import app_id
from sandbox.github.refusal import Json, Refusal, not_found
from sandbox.github.reply import Reply
from sandbox.github.request import Request
from sandbox.github.route import Table, of_installation, reads

TEXTS = ("name", "external_id", "details_url", "status", "conclusion")


def create(request: Request) -> Reply:
    hub, body, slug = request.hub, request.body, request.hub.app_slug
    sha = request.repo.git.sha(body["head_sha"])
    if sha is None or sha != body["head_sha"]:
        raise Refusal(422, f"No commit found for SHA: {body['head_sha']}")
    suite = hub.checks.suite_of(request.repo.id, sha, slug)
    empty = CheckRun(hub.new_id(), request.repo.id, body["name"], sha, slug, suite.id)
    run = _changed(request, replace(empty, started_at=hub.now()))
    hub.checks.put(run)
    _tell(request, "created", run)
    return Reply(run_shown(hub, request.repo, run), 201)


def update(request: Request) -> Reply:
    """Change what the body names; annotations are added to those that are there."""
    run = _named(request)
    if run.app != request.hub.app_slug:
        words = "check run can only be modified by the GitHub App that created it."
        raise Refusal(403, f"Invalid app_id `{request.hub.app_id}` - {words}")
    was, run = run, _changed(request, run)
    request.hub.checks.put(run)
    if run.status == COMPLETED != was.status:
        _tell(request, COMPLETED, run)
    return Reply(run_shown(request.hub, request.repo, run))


def one(request: Request) -> Reply:
    return Reply(run_shown(request.hub, request.repo, _named(request)))


def annotations(request: Request) -> Reply:
    blank = {"start_column": None, "end_column": None, "title": None, "raw_details": None, "blob_href": ""}
    return request.page(_named(request).output.annotations, lambda given: blank | given)


def of_commit(request: Request) -> Reply:
    sha = commits.named(request.repo, request.path["ref"]).sha
    return _listed(request, request.hub.checks.of(request.repo.id, sha))


def of_suite(request: Request) -> Reply:
    suite = request.hub.checks.suites.get(int(request.path["check_suite_id"]))
    if suite is None or suite.repository != request.repo.id:
        raise not_found()
    return _listed(request, request.hub.checks.in_suite(suite.id)[::-1])


def suites(request: Request) -> Reply:
    """Answer the suites of a commit."""
    sha = commits.named(request.repo, request.path["ref"]).sha
    hub, query = request.hub, request.query
    found = [
        suite
        for suite in hub.checks.suites.values()
        if (suite.repository, suite.head_sha) == (request.repo.id, sha)
        and query.get("app_id") in {None, app_id(hub, suite.app)}
        and (
            "check_name" not in query
            or any(run.name == query["check_name"] for run in hub.checks.in_suite(suite.id))
        )
    ]
    return request.page(found, lambda suite: suite_shown(hub, request.repo, suite), "check_suites")


def _listed(request: Request, runs: list[CheckRun]) -> Reply:
    hub, query = request.hub, request.query
    wanted = runs if query.get("filter") == "all" else latest(runs)
    found = [
        run
        for run in wanted
        if query.get("check_name") in {None, run.name}
        and query.get("status") in {None, run.status}
        and query.get("app_id") in {None, app_id(hub, run.app)}
    ]
    return request.page(found, lambda run: run_shown(hub, request.repo, run), "check_runs")


def _named(request: Request) -> CheckRun:
    run = request.hub.checks.runs.get(int(request.path["check_run_id"]))
    if run is None or run.repository != request.repo.id:
        raise not_found()
    return run


def _changed(request: Request, run: CheckRun) -> CheckRun:
    body = request.body
    given: dict[str, Any] = {key: body[key] for key in TEXTS if key in body}
    if "conclusion" in body or "completed_at" in body:
        given["status"] = COMPLETED
    if given.get("status") == COMPLETED:
        if not (given.get("conclusion") or run.conclusion):
            raise Refusal(422, "Validation Failed", [_missing("conclusion")])
        given["completed_at"] = _at(body.get("completed_at")) or request.hub.now()
    elif "status" in given:
        given |= {"conclusion": None, "completed_at": None}
    if "started_at" in body:
        given["started_at"] = _at(body["started_at"])
    if "output" in body:
        given["output"] = _output(run.output, body["output"])
    if "actions" in body:
        given["actions"] = tuple(body["actions"])
    return replace(run, **given)


def _output(held: Output, given: Json) -> Output:
    more: Sequence[Json] = given.get("annotations", ())
    return Output(
        given.get("title", held.title),
        given.get("summary", held.summary),
        given.get("text", held.text),
        (*held.annotations, *more),
    )


def _at(told: str | None) -> datetime | None:
    if told is None:
        return None
    try:
        return datetime.fromisoformat(told)
    except ValueError as wrong:
        raise Refusal(422, f"Invalid request.\n\n{told} is not a date-time.") from wrong


def _missing(name: str) -> Json:
    return {"resource": "CheckRun", "code": "missing_field", "field": name}


def _tell(request: Request, action: str, run: CheckRun) -> None:
    check_events.tell(request.hub, action, run, request.caller.login)


TABLE: Table = {
    "POST /repos/{owner}/{repo}/check-runs": of_installation(create, "checks:write"),
    "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}": of_installation(update, "checks:write"),
    "GET /repos/{owner}/{repo}/check-runs/{check_run_id}": reads(one, "checks"),
    "GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations": reads(annotations, "checks"),
    "GET /repos/{owner}/{repo}/commits/{ref}/check-runs": reads(of_commit, "checks"),
    "GET /repos/{owner}/{repo}/commits/{ref}/check-suites": reads(suites, "checks"),
    "GET /repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs": reads(of_suite, "checks"),
}
