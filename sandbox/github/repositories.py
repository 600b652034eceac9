"""GET /repos/{owner}/{repo}, and a repository as other answers show it."""

from typing import TYPE_CHECKING

from sandbox.github.person import simple_user
from sandbox.github.refusal import Json
from sandbox.github.reply import Reply
from sandbox.github.repository import Repository
from sandbox.github.request import Request
from sandbox.github.route import Table, reads
from sandbox.github.times import iso

if TYPE_CHECKING:
    from sandbox.github.hub import Hub

# GitHub's name of the link → what follows the repository's URL.
LINKS = {
    "archive": "/{archive_format}{/ref}",
    "assignees": "/assignees{/user}",
    "blobs": "/git/blobs{/sha}",
    "branches": "/branches{/branch}",
    "collaborators": "/collaborators{/collaborator}",
    "comments": "/comments{/number}",
    "commits": "/commits{/sha}",
    "compare": "/compare/{base}...{head}",
    "contents": "/contents/{+path}",
    "contributors": "/contributors",
    "deployments": "/deployments",
    "downloads": "/downloads",
    "events": "/events",
    "forks": "/forks",
    "git_commits": "/git/commits{/sha}",
    "git_refs": "/git/refs{/sha}",
    "git_tags": "/git/tags{/sha}",
    "hooks": "/hooks",
    "issue_comment": "/issues/comments{/number}",
    "issue_events": "/issues/events{/number}",
    "issues": "/issues{/number}",
    "keys": "/keys{/key_id}",
    "labels": "/labels{/name}",
    "languages": "/languages",
    "merges": "/merges",
    "milestones": "/milestones{/number}",
    "notifications": "/notifications{?since,all,participating}",
    "pulls": "/pulls{/number}",
    "releases": "/releases{/id}",
    "stargazers": "/stargazers",
    "statuses": "/statuses/{sha}",
    "subscribers": "/subscribers",
    "subscription": "/subscription",
    "tags": "/tags",
    "teams": "/teams",
    "trees": "/git/trees{/sha}",
}
COUNTS = (
    "forks",
    "forks_count",
    "network_count",
    "open_issues",
    "open_issues_count",
    "size",
    "stargazers_count",
    "subscribers_count",
    "watchers",
    "watchers_count",
)
ABSENT = ("description", "homepage", "language", "license", "mirror_url")
SWITCHES = {
    "archived": False,
    "disabled": False,
    "fork": False,
    "has_discussions": False,
    "has_downloads": True,
    "has_issues": True,
    "has_pages": False,
    "has_projects": False,
    "has_wiki": False,
    "allow_forking": False,
    "is_template": False,
    "web_commit_signoff_required": False,
}


def repository(request: Request) -> Reply:
    return Reply(shown(request.hub, request.repo))


def shown(hub: "Hub", held: Repository) -> Json:
    """Return the long form: GitHub's schema `full-repository`, which has all that the shorter ones have."""
    web = f"{hub.origin}/{held.full_name}"
    at = iso(held.created_at)
    return {
        **short(hub, held),
        "clone_url": f"{web}.git",
        "git_url": f"{web}.git",
        "ssh_url": f"{web}.git",
        "svn_url": web,
        "default_branch": held.default_branch,
        "visibility": "private" if held.is_private else "public",
        "created_at": at,
        "updated_at": at,
        "pushed_at": at,
        "topics": [],
        **dict.fromkeys(COUNTS, 0),
        **dict.fromkeys(ABSENT),
        **SWITCHES,
    }


def short(hub: "Hub", held: Repository) -> Json:
    """Return the form that runs and other answers carry: GitHub's schema `minimal-repository`."""
    url = f"{hub.api_url}/repos/{held.full_name}"
    return {
        "id": held.id,
        "node_id": f"R_{held.id}",
        "name": held.name,
        "full_name": held.full_name,
        "private": held.is_private,
        "owner": simple_user(hub.person(held.owner), hub.origin),
        "html_url": f"{hub.origin}/{held.full_name}",
        "description": None,
        "fork": False,
        "url": url,
        **{f"{name}_url": url + rest for name, rest in LINKS.items()},
    }


TABLE: Table = {"GET /repos/{owner}/{repo}": reads(repository)}
