"""Deployments and their statuses over REST, with the traps that GitHub has there."""

from sandbox.github.actions import deployed, reacting
from sandbox.github.actions.contexts import check_contexts
from sandbox.github.actions.deploying import Report, Wanted, create, report
from sandbox.github.actions.deployment import TASK, Deployment
from sandbox.github.actions.merging import auto_merge
from sandbox.github.refusal import invalid, not_found
from sandbox.github.reply import Reply
from sandbox.github.request import Request
from sandbox.github.route import Table, reads, writes

LONGEST_DESCRIPTION = 140  # characters; docs.github.com/en/rest/deployments/statuses


def create_one(request: Request) -> Reply:
    """Make a deployment; or merge the default branch first, and make none: GitHub's default."""
    body, repository = request.body, request.repo
    sha = repository.git.sha(body["ref"])
    if sha is None:
        raise invalid(f"No ref found for: {body['ref']}")
    if body.get("auto_merge", True) and (merged := auto_merge(repository, body["ref"], sha)):
        return Reply({"message": merged}, 202)
    check_contexts(request.hub, repository, sha, body.get("required_contexts"))
    wanted = Wanted(
        sha,
        body["ref"],
        body.get("environment") or "production",
        request.caller.login,
        task=body.get("task") or TASK,
        payload=body.get("payload", ""),
        description=body.get("description"),
        is_transient=body.get("transient_environment", False),
        is_production=body.get("production_environment"),
    )
    made = create(request.hub.actions, repository, wanted)
    reacting.deployment_created(request.hub.actions, made)
    return Reply(deployed.deployment(request.hub.actions, made), 201)


def listed(request: Request) -> Reply:
    """Return what was deployed, newest first."""
    asked = {name: request.query.get(name) for name in ("sha", "ref", "task", "environment")}
    wanted = {name: value for name, value in asked.items() if value not in {None, "none"}}
    held = request.hub.actions.ledger.deployments_of(request.repo.id)
    found = [one for one in held if all(getattr(one, name) == value for name, value in wanted.items())]
    return request.page(found, lambda one: deployed.deployment(request.hub.actions, one))


def one(request: Request) -> Reply:
    return Reply(deployed.deployment(request.hub.actions, _named(request)))


def statuses(request: Request) -> Reply:
    """Return how it went, newest first."""
    held = _named(request)
    return request.page(
        reversed(held.statuses), lambda said: deployed.status(request.hub.actions, held, said)
    )


def status(request: Request) -> Reply:
    held, wanted = _named(request), int(request.path["status_id"])
    for said in held.statuses:
        if said.id == wanted:
            return Reply(deployed.status(request.hub.actions, held, said))
    raise not_found()


def create_status(request: Request) -> Reply:
    held, body = _named(request), request.body
    description = body.get("description") or ""
    if len(description) > LONGEST_DESCRIPTION:
        words = f"description is too long (maximum is {LONGEST_DESCRIPTION} characters)"
        raise invalid(resource="DeploymentStatus", field="description", code="custom", message=words)
    said = Report(
        body["state"],
        request.caller.login,
        description,
        log_url=body.get("log_url") or body.get("target_url") or "",
        environment_url=body.get("environment_url") or "",
        environment=body.get("environment"),
        auto_inactive=body.get("auto_inactive", True),
    )
    made = report(request.hub.actions, held.id, said)
    changed = request.hub.actions.ledger.deployments[held.id]
    return Reply(deployed.status(request.hub.actions, changed, made), 201)


def _named(request: Request) -> Deployment:
    held = request.hub.actions.ledger.deployments.get(int(request.path["deployment_id"]))
    if held is None or held.repository != request.repo.id:
        raise not_found()
    return held


ALL = "/repos/{owner}/{repo}/deployments"
ONE = f"{ALL}/{{deployment_id}}"

TABLE: Table = {
    f"GET {ALL}": reads(listed, "deployments"),
    f"POST {ALL}": writes(create_one, "deployments"),
    f"GET {ONE}": reads(one, "deployments"),
    f"GET {ONE}/statuses": reads(statuses, "deployments"),
    f"POST {ONE}/statuses": writes(create_status, "deployments"),
    f"GET {ONE}/statuses/{{status_id}}": reads(status, "deployments"),
}
