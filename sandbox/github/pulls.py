"""The REST API of pull requests."""

from sandbox.github import commits, diffs, files, objects, pull_shapes
from sandbox.github.pull import Pull
from sandbox.github.pull_range import Range, holds
from sandbox.github.refusal import Refusal, not_found
from sandbox.github.reply import Reply
from sandbox.github.request import Request
from sandbox.github.route import Table, reads


def many(request: Request) -> Reply:
    """Answer pull requests, newest first unless the query says otherwise."""
    query, hub = request.query, request.hub
    state = query.get("state", "open")
    found = [
        pull
        for pull in request.repo.pulls.values()
        if state in {"all", "open" if pull.is_open else "closed"}
        and query.get("base") in {None, pull.base}
        and query.get("head") in {None, f"{request.repo.owner}:{pull.head}"}
    ]
    is_rising = query.get("direction", "desc" if "sort" not in query else "asc") == "asc"
    ordered = sorted(found, key=lambda pull: pull.number, reverse=not is_rising)
    return request.page(ordered, lambda pull: pull_shapes.short(hub, request.repo, pull))


def one(request: Request) -> Reply:
    """Answer a pull request, or its diff unless that is too large."""
    pull = _named(request)
    ends = pull_shapes.ends_or_gone(request.repo, pull)
    if ".diff" in request.accept or ".patch" in request.accept:
        _refuse_large(request, ends)
        raw = commits.raw_diff(request, ends.common, ends.head)
        assert raw is not None
        return raw
    return Reply(pull_shapes.full(request.hub, request.repo, pull))


def changed_files(request: Request) -> Reply:
    ends = pull_shapes.ends_or_gone(request.repo, _named(request))
    found = () if ends == pull_shapes.GONE else diffs.between(request.repo.path, ends.common, ends.head)
    reply = request.page(found[: request.hub.limits.pull_files])
    return Reply(files.shown(request, reply.data, ends.head), headers=reply.headers)


def in_it(request: Request) -> Reply:
    """Answer the commits, oldest first."""
    ends = pull_shapes.ends_or_gone(request.repo, _named(request))
    if ends == pull_shapes.GONE:
        return request.page([])
    found = objects.log(request.repo.path, "--reverse", "--date-order", f"{ends.common}..{ends.head}")
    most = request.hub.limits.pull_commits
    return request.page(found[:most], lambda commit: commits.shown(request.hub, request.repo, commit))


def reviews(request: Request) -> Reply:
    pull = _named(request)
    return request.page(
        pull.reviews, lambda given: pull_shapes.review(request.hub, request.repo, pull, given)
    )


def of_commit(request: Request) -> Reply:
    """Answer the pull requests that a commit came with."""
    sha = commits.named(request.repo, request.path["commit_sha"]).sha
    found = [pull for pull in request.repo.pulls.values() if holds(request.repo, pull, sha)]
    return request.page(found, lambda pull: pull_shapes.short(request.hub, request.repo, pull))


def _named(request: Request) -> Pull:
    pull = request.repo.pulls.get(int(request.path["pull_number"]))
    if pull is None:
        raise not_found()
    return pull


def _refuse_large(request: Request, ends: Range) -> None:
    """Raise Refusal as GitHub does above 300 files or 20,000 lines."""
    limits = request.hub.limits
    if ends == pull_shapes.GONE:
        raise not_found()
    changed = diffs.between(request.repo.path, ends.common, ends.head)
    what, most = "lines", limits.diff_lines
    if len(changed) > limits.diff_files:
        what, most = "files", limits.diff_files
    elif sum(one.lines for one in changed) <= limits.diff_lines:
        return
    words = f"Sorry, the diff exceeded the maximum number of {what} ({most})"
    error = {"resource": "PullRequest", "field": "diff", "code": "too_large"}
    raise Refusal(406, words, [error])


TABLE: Table = {
    "GET /repos/{owner}/{repo}/pulls": reads(many, "pull_requests"),
    "GET /repos/{owner}/{repo}/pulls/{pull_number}": reads(one, "pull_requests"),
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/files": reads(changed_files, "pull_requests"),
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/commits": reads(in_it, "pull_requests"),
    "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews": reads(reviews, "pull_requests"),
    "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls": reads(of_commit, "pull_requests"),
}
