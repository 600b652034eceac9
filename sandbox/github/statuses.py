"""Commit statuses: the older way in which CI reports."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.github import commits, repositories
from sandbox.github.person import simple_user
from sandbox.github.refusal import Json, Refusal
from sandbox.github.reply import Reply
from sandbox.github.request import Request
from sandbox.github.route import Table, reads, writes
from sandbox.github.times import iso

LONGEST = 140  # characters of a description; docs.github.com/en/rest/commits/statuses


@dataclass(frozen=True)
class Status:
    id: int
    repository: int  # id
    sha: str
    context: str
    state: str  # error, failure, pending or success
    at: datetime
    creator: str
    description: str | None = None
    target_url: str | None = None


def combined(request: Request) -> Reply:
    """Answer the latest of each context and what they come to; without any it is pending."""
    sha = commits.named(request.repo, request.path["ref"]).sha
    latest: dict[str, Status] = {}
    for status in _of(request, sha):
        latest.setdefault(status.context, status)
    reply = request.page(latest.values(), lambda status: _shown(request, status))
    url = f"{request.api}/commits/{sha}"
    data = {
        "state": _state({status.state for status in latest.values()}),
        "statuses": reply.data,
        "sha": sha,
        "total_count": len(latest),
        "repository": repositories.short(request.hub, request.repo),
        "commit_url": url,
        "url": f"{url}/status",
    }
    return Reply(data, headers=reply.headers)


def many(request: Request) -> Reply:
    sha = commits.named(request.repo, request.path["ref"]).sha
    return request.page(_of(request, sha), lambda status: _full(request, status))


def create(request: Request) -> Reply:
    hub, body, sha = request.hub, request.body, request.path["sha"]
    if request.repo.git.sha(sha) != sha:
        raise Refusal(422, f"No commit found for SHA: {sha}")
    if len(body.get("description") or "") > LONGEST:
        words = "description is too long (maximum is 140 characters)"
        error = {"resource": "Status", "field": "description", "code": "custom", "message": words}
        raise Refusal(422, "Validation Failed", [error])
    status = Status(
        hub.new_id(),
        request.repo.id,
        sha,
        body.get("context", "default"),
        body["state"],
        hub.now(),
        request.caller.login,
        body.get("description"),
        body.get("target_url"),
    )
    hub.statuses.append(status)
    return Reply(_full(request, status), 201)


def _of(request: Request, sha: str) -> list[Status]:
    """Return the statuses of a commit, newest first."""
    wanted = (request.repo.id, sha)
    return [one for one in reversed(request.hub.statuses) if (one.repository, one.sha) == wanted]


def _state(states: set[str]) -> str:
    if states & {"error", "failure"}:
        return "failure"
    return "success" if states == {"success"} else "pending"


def _shown(request: Request, status: Status) -> Json:
    at = iso(status.at)
    return {
        "id": status.id,
        "node_id": f"SC_{status.id}",
        "url": f"{request.api}/statuses/{status.sha}",
        "avatar_url": f"{request.hub.origin}/avatars/{status.creator}",
        "state": status.state,
        "context": status.context,
        "description": status.description,
        "target_url": status.target_url,
        "created_at": at,
        "updated_at": at,
    }


def _full(request: Request, status: Status) -> Json:
    creator = request.hub.person(status.creator)
    return _shown(request, status) | {"creator": simple_user(creator, request.hub.origin)}


TABLE: Table = {
    "GET /repos/{owner}/{repo}/commits/{ref}/status": reads(combined, "statuses"),
    "GET /repos/{owner}/{repo}/commits/{ref}/statuses": reads(many, "statuses"),
    "POST /repos/{owner}/{repo}/statuses/{sha}": writes(create, "statuses"),
}
