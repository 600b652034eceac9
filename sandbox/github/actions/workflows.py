"""Workflows over REST, and starting one by hand."""

from sandbox.github.actions import reacting, shapes
from sandbox.github.actions.ledger import Workflow
from sandbox.github.actions.runs import workflow_named
from sandbox.github.git import GitFailed
from sandbox.github.refusal import Refusal
from sandbox.github.reply import Reply
from sandbox.github.repository import Repository
from sandbox.github.request import Request
from sandbox.github.route import Table, reads, writes


def listed(request: Request) -> Reply:
    held = request.hub.actions.ledger.workflows.values()
    ours = [one for one in held if one.repository == request.repo.id]
    return request.page(ours, lambda one: shapes.workflow(request.hub.actions, one), "workflows")


def one(request: Request) -> Reply:
    return Reply(shapes.workflow(request.hub.actions, _named(request)))


def dispatch(request: Request) -> Reply:
    """Start a run; its address is told only to who asks for it."""
    workflow, body, actions = _named(request), request.body, request.hub.actions
    ref, inputs = body["ref"], body.get("inputs") or {}
    if not _is_branch_or_tag(request.repo, ref):
        raise Refusal(422, f"No ref found for: {ref}")
    unknown = sorted(set(inputs) - workflow.inputs) if workflow.inputs is not None else []
    if unknown:
        raise Refusal(422, f"Unexpected inputs provided: {unknown}")
    told = {name: str(value) for name, value in inputs.items()}
    asked = reacting.Dispatch(workflow.file, _short(ref), request.caller.login, told)
    run = reacting.dispatched(actions, request.repo, asked)
    if not body.get("return_run_details"):
        return Reply(status=204)
    page = f"{shapes.page(actions, request.repo.id)}/actions/runs/{run.id}"
    return Reply({"workflow_run_id": run.id, "run_url": shapes.run_url(actions, run), "html_url": page})


def _is_branch_or_tag(repository: Repository, ref: str) -> bool:
    short = _short(ref)
    wanted = {f"refs/heads/{short}", f"refs/tags/{short}"}
    try:
        return bool(repository.git.text("for-each-ref", "--count=1", *sorted(wanted)).strip())
    except GitFailed:
        return False


def _short(ref: str) -> str:
    return ref.removeprefix("refs/heads/").removeprefix("refs/tags/")


def _named(request: Request) -> Workflow:
    wanted = workflow_named(request)
    return next(one for one in request.hub.actions.ledger.workflows.values() if one.id == wanted)


ALL = "/repos/{owner}/{repo}/actions/workflows"

TABLE: Table = {
    f"GET {ALL}": reads(listed, "actions"),
    f"GET {ALL}/{{workflow_id}}": reads(one, "actions"),
    f"POST {ALL}/{{workflow_id}}/dispatches": writes(dispatch, "actions"),
}
