"""Commits: one, many, and where they are known from."""

import re
from typing import TYPE_CHECKING

from sandbox.github import diffs, files, objects
from sandbox.github.objects import Commit, Signature
from sandbox.github.person import simple_user
from sandbox.github.refusal import Json, Refusal, not_found
from sandbox.github.reply import Reply
from sandbox.github.repository import Repository
from sandbox.github.request import Request
from sandbox.github.route import Table, reads

if TYPE_CHECKING:
    from sandbox.github.hub import Hub

NOREPLY = re.compile(r"(?:\d+\+)?([A-Za-z0-9-]+(?:\[bot\])?)@users\.noreply\.github\.com")
UNSIGNED = {"verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None}
MOST_FILES = 300  # on one page


def one(request: Request) -> Reply:
    """Answer a commit with its files, or its diff, patch or id as the Accept header asks."""
    found = named(request.repo, request.path["ref"])
    if raw := _other_form(request, found):
        return raw
    parent = found.parents[0] if found.parents else diffs.EMPTY_TREE
    changed = diffs.between(request.repo.path, parent, found.sha)
    added, removed = sum(file.additions for file in changed), sum(file.deletions for file in changed)
    kept = changed[: request.hub.limits.commit_files]
    per_page = min(MOST_FILES, int(request.query.get("per_page", MOST_FILES)))
    start = (request.page_number - 1) * per_page
    data = shown(request.hub, request.repo, found) | {
        "stats": {"additions": added, "deletions": removed, "total": added + removed},
        "files": files.shown(request, kept[start : start + per_page], found.sha),
    }
    return Reply(data, headers=request.links(len(kept), per_page))


def many(request: Request) -> Reply:
    """Answer the history of a branch or commit, newest first."""
    repository = request.repo
    start = named(repository, request.query.get("sha", repository.default_branch)).sha
    wanted = _filters(request)
    if wanted is None:
        return request.page([])
    paths = ["--", request.query["path"]] if "path" in request.query else []
    total = objects.count(repository.path, *wanted, start, *paths)
    skipped = (request.page_number - 1) * request.per_page
    window = (f"--skip={skipped}", f"--max-count={request.per_page}")
    found = objects.log(repository.path, *window, *wanted, start, *paths)
    return Reply([shown(request.hub, repository, commit) for commit in found], headers=request.links(total))


def named(repository: Repository, ref: str) -> Commit:
    """Return the commit that a branch, tag or id names. Raises Refusal, as GitHub words it."""
    sha = repository.git.sha(ref)
    if sha is None:
        raise Refusal(422, f"No commit found for SHA: {ref}")
    return objects.commit(repository.path, sha)


def named_or_missing(repository: Repository, ref: str) -> Commit:
    """Return the commit, where GitHub answers 404 for a ref that is not there."""
    sha = repository.git.sha(ref)
    if sha is None:
        raise Refusal(404, f"No commit found for the ref {ref}")
    return objects.commit(repository.path, sha)


def sha_of(repository: Repository, ref: str) -> str:
    """Return the commit that a ref names; where GitHub answers 404 for what is not there."""
    sha = repository.git.sha(ref)
    if sha is None:
        raise not_found()
    return sha


def shown(hub: "Hub", repository: Repository, commit: Commit) -> Json:
    """Return GitHub's schema `commit`, without its files."""
    url = f"{hub.api_url}/repos/{repository.full_name}"
    return {
        "url": f"{url}/commits/{commit.sha}",
        "sha": commit.sha,
        "node_id": f"C_{commit.sha}",
        "html_url": f"{hub.origin}/{repository.full_name}/commit/{commit.sha}",
        "comments_url": f"{url}/commits/{commit.sha}/comments",
        "commit": _inner(url, commit),
        "author": _account(hub, commit.author),
        "committer": _account(hub, commit.committer),
        "parents": [{"sha": sha, "url": f"{url}/commits/{sha}", "html_url": ""} for sha in commit.parents],
    }


def simple(commit: Commit) -> Json:
    """Return GitHub's schema `simple-commit`."""
    author, committer = commit.author, commit.committer
    return {
        "id": commit.sha,
        "tree_id": commit.tree,
        "message": commit.message,
        "timestamp": author.at,
        "author": {"name": author.name, "email": author.email},
        "committer": {"name": committer.name, "email": committer.email},
    }


def _inner(url: str, commit: Commit) -> Json:
    return {
        "url": f"{url}/git/commits/{commit.sha}",
        "author": _signature(commit.author),
        "committer": _signature(commit.committer),
        "message": commit.message,
        "comment_count": 0,
        "tree": {"sha": commit.tree, "url": f"{url}/git/trees/{commit.tree}"},
        "verification": UNSIGNED,
    }


def _signature(signature: Signature) -> Json:
    return {"name": signature.name, "email": signature.email, "date": signature.at}


def _account(hub: "Hub", signature: Signature) -> Json | None:
    """Return the account whose address it is; GitHub answers null when nobody claimed it."""
    found = hub.person_of_email(signature.email)
    if found is None and (hidden := NOREPLY.fullmatch(signature.email)):
        found = hub.people.get(hidden[1].lower())
    return simple_user(found, hub.origin) if found else None


def _filters(request: Request) -> list[str] | None:
    """Return git's options for the query; None when nobody can match."""
    dates = [f"--{key}={request.query[key]}" for key in ("since", "until") if key in request.query]
    options = ["--extended-regexp", *dates]
    for key in ("author", "committer"):
        if key in request.query:
            addresses = _addresses(request.hub, request.query[key])
            if not addresses:
                return None
            options += [f"--{key}=<{address}>" for address in addresses]
    return options


def _addresses(hub: "Hub", asked: str) -> list[str]:
    """Return the patterns of somebody's addresses; none when nobody has that login."""
    if "@" in asked:
        return [_literal(asked)]
    person = hub.people.get(asked.lower())
    if person is None:
        return []
    hidden = f"([0-9]+[+])?{_literal(person.login)}@users[.]noreply[.]github[.]com"
    return [hidden, *([_literal(person.email)] if person.email else [])]


def _literal(text: str) -> str:
    """Return an extended regular expression that matches just this."""
    return "".join(f"\\{sign}" if sign in r"\.[]+*?()^$|{}" else sign for sign in text)


def _other_form(request: Request, found: Commit) -> Reply | None:
    if "sha" in request.accept:
        return Reply(raw=found.sha.encode(), media="application/vnd.github.sha; charset=utf-8")
    parent = found.parents[0] if found.parents else diffs.EMPTY_TREE
    return raw_diff(request, parent, found.sha)


def raw_diff(request: Request, base: str, head: str) -> Reply | None:
    """Answer the diff or the patches when the Accept header asks for them."""
    git = request.repo.git
    if ".diff" in request.accept:
        told = git.bytes("diff", *diffs.OPTIONS, base, head)
        return Reply(raw=told, media="application/vnd.github.diff; charset=utf-8")
    if ".patch" in request.accept:
        told = git.bytes("format-patch", "--stdout", *diffs.OPTIONS, f"{base}..{head}")
        return Reply(raw=told, media="application/vnd.github.patch; charset=utf-8")
    return None


TABLE: Table = {
    "GET /repos/{owner}/{repo}/commits": reads(many, "contents"),
    "GET /repos/{owner}/{repo}/commits/{ref}": reads(one, "contents"),
}
