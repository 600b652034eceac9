"""Pull requests and reviews as GitHub shows them."""

from typing import TYPE_CHECKING

from sandbox.github import diffs, objects, repositories
from sandbox.github.git import GitFailed
from sandbox.github.person import simple_user
from sandbox.github.pull import Pull, Review
from sandbox.github.pull_range import Range, range_of
from sandbox.github.refusal import Json
from sandbox.github.repository import Repository
from sandbox.github.times import iso, iso_or_none

if TYPE_CHECKING:
    from sandbox.github.hub import Hub

GONE = Range("0" * 40, "0" * 40, "0" * 40)
LINKS = {
    "self": "/pulls/{n}",
    "issue": "/issues/{n}",
    "comments": "/issues/{n}/comments",
    "review_comments": "/pulls/{n}/comments",
    "review_comment": "/pulls/comments{{/number}}",
    "commits": "/pulls/{n}/commits",
    "statuses": "/statuses/{head}",
}


def short(hub: "Hub", repository: Repository, pull: Pull) -> Json:
    """Return GitHub's schema `pull-request-simple`."""
    ends = ends_or_gone(repository, pull)
    url = f"{hub.api_url}/repos/{repository.full_name}"
    web = f"{hub.origin}/{repository.full_name}/pull/{pull.number}"
    links = {name: url + rest.format(n=pull.number, head=ends.head) for name, rest in LINKS.items()}
    return {
        "id": pull.id,
        "node_id": f"PR_{pull.id}",
        "number": pull.number,
        "state": "open" if pull.is_open else "closed",
        "locked": False,
        "active_lock_reason": None,
        "title": pull.title,
        "body": pull.body,
        "user": simple_user(hub.person(pull.author), hub.origin),
        "url": links["self"],
        "html_url": web,
        "diff_url": f"{web}.diff",
        "patch_url": f"{web}.patch",
        **{f"{name}_url": link for name, link in links.items() if name != "self"},
        "created_at": iso(pull.created_at),
        "updated_at": iso(pull.merged_at or pull.closed_at or pull.created_at),
        "closed_at": iso_or_none(pull.closed_at or pull.merged_at),
        "merged_at": iso_or_none(pull.merged_at),
        "merge_commit_sha": pull.merged_sha,
        "assignee": None,
        "assignees": [],
        "labels": [],
        "milestone": None,
        "requested_reviewers": [simple_user(hub.person(login), hub.origin) for login in pull.reviewers],
        "requested_teams": [],
        "draft": pull.is_draft,
        "auto_merge": None,
        "author_association": "MEMBER",
        "head": _end(hub, repository, pull.head, ends.head),
        "base": _end(hub, repository, pull.base, ends.base),
        "_links": {name: {"href": link} for name, link in links.items()} | {"html": {"href": web}},
    }


def full(hub: "Hub", repository: Repository, pull: Pull) -> Json:
    """Return GitHub's schema `pull-request`."""
    ends = ends_or_gone(repository, pull)
    is_gone = ends == GONE
    changed = () if is_gone else diffs.between(repository.path, ends.common, ends.head)
    merger = simple_user(hub.person(pull.author), hub.origin) if pull.merged_at else None
    return short(hub, repository, pull) | {
        "merged": pull.merged_at is not None,
        "mergeable": None if is_gone else True,
        "mergeable_state": "unknown" if is_gone else "clean",
        "merged_by": merger,
        "maintainer_can_modify": False,
        "comments": 0,
        "review_comments": 0,
        "commits": 0 if is_gone else objects.count(repository.path, f"{ends.common}..{ends.head}"),
        "additions": sum(one.additions for one in changed),
        "deletions": sum(one.deletions for one in changed),
        "changed_files": len(changed),
    }


def review(hub: "Hub", repository: Repository, pull: Pull, given: Review) -> Json:
    """Return GitHub's schema `pull-request-review`."""
    url = f"{hub.api_url}/repos/{repository.full_name}/pulls/{pull.number}"
    page = f"{hub.origin}/{repository.full_name}/pull/{pull.number}#pullrequestreview-{given.id}"
    return {
        "id": given.id,
        "node_id": f"PRR_{given.id}",
        "user": simple_user(hub.person(given.author), hub.origin),
        "body": given.body,
        "state": given.state,
        "commit_id": given.commit_id,
        "submitted_at": iso(given.at),
        "html_url": page,
        "pull_request_url": url,
        "author_association": "MEMBER",
        "_links": {"html": {"href": page}, "pull_request": {"href": url}},
    }


def ends_or_gone(repository: Repository, pull: Pull) -> Range:
    try:
        return range_of(repository, pull)
    except GitFailed:
        return GONE


def _end(hub: "Hub", repository: Repository, ref: str, sha: str) -> Json:
    return {
        "label": f"{repository.owner}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": simple_user(hub.person(repository.owner), hub.origin),
        "repo": repositories.shown(hub, repository),
    }
