"""Files, folders, trees and blobs."""

import base64
import posixpath
from urllib.parse import quote

from sandbox.github import commits, trees
from sandbox.github.git import GitFailed
from sandbox.github.refusal import Json, Refusal, not_found
from sandbox.github.reply import Reply
from sandbox.github.request import Request
from sandbox.github.route import Table, reads
from sandbox.github.trees import SYMLINK, Entry

RAW = "application/vnd.github.raw+json; charset=utf-8"


def contents(request: Request) -> Reply:
    """Answer a file with its bytes, or what a folder holds."""
    ref = request.query.get("ref", request.repo.default_branch)
    commit = commits.named_or_missing(request.repo, ref).sha
    name = request.path.get("path") or ""
    if not name:
        return _folder(request, commit, "", ref)
    found = _at(request, commit, name)
    if found.type == "tree":
        return _folder(request, commit, name, ref)
    if found.type == "blob":
        return _file(request, found, ref)
    return Reply(_shown(request, found, ref) | {"type": "submodule", "submodule_git_url": None})


def tree(request: Request) -> Reply:
    """Answer a tree; `recursive` is on whatever its value."""
    asked = request.path["tree_sha"]
    sha = request.repo.git.sha(asked, "tree")
    if sha is None:
        raise not_found()
    found = trees.entries(request.repo.path, sha, is_deep="recursive" in request.query)
    most = request.hub.limits.tree_entries
    listed = [_in_tree(request, one) for one in found[:most]]
    url = f"{request.api}/git/trees/{sha}"
    return Reply({"sha": sha, "url": url, "tree": listed, "truncated": len(found) > most})


def blob(request: Request) -> Reply:
    sha = request.path["file_sha"]
    try:
        content = trees.blob(request.repo.path, _full_id(sha))
    except GitFailed as missing:
        raise not_found() from missing
    _refuse_large(len(content), request.hub.limits.blob_bytes)
    if "raw" in request.accept:
        return Reply(raw=content, media=RAW)
    shown = {"content": _wrapped(content), "encoding": "base64", "size": len(content)}
    return Reply({"sha": sha, "node_id": f"B_{sha}", "url": f"{request.api}/git/blobs/{sha}"} | shown)


def _at(request: Request, commit: str, name: str) -> Entry:
    """Return what is there; a link to a file of the repository is the file."""
    found = trees.at(request.repo.path, commit, name)
    if found is None:
        raise not_found()
    if found.mode != SYMLINK:
        return found
    target = trees.blob(request.repo.path, found.sha).decode(errors="replace")
    inside = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
    linked = None if inside.startswith(("/", "..")) else trees.at(request.repo.path, commit, inside)
    is_file = linked is not None and linked.type == "blob" and linked.mode != SYMLINK
    return linked if is_file and linked else found


def _folder(request: Request, commit: str, name: str, ref: str) -> Reply:
    held = trees.entries(request.repo.path, f"{commit}:{name}")
    most = request.hub.limits.directory_files
    return Reply([_listed(request, one, name, ref) for one in held[:most]])


def _listed(request: Request, one: Entry, folder: str, ref: str) -> Json:
    path = posixpath.join(folder, one.path)
    kind = "dir" if one.type == "tree" else "symlink" if one.mode == SYMLINK else "file"
    return _shown(request, Entry(one.mode, one.type, one.sha, one.size, path), ref) | {"type": kind}


def _file(request: Request, found: Entry, ref: str) -> Reply:
    limits = request.hub.limits
    size = found.size or 0
    _refuse_large(size, limits.blob_bytes)
    if "raw" in request.accept:
        return Reply(raw=trees.blob(request.repo.path, found.sha), media=RAW)
    data = _shown(request, found, ref)
    if found.mode == SYMLINK:
        target = trees.blob(request.repo.path, found.sha).decode(errors="replace")
        return Reply(data | {"type": "symlink", "target": target})
    if size > limits.content_bytes:
        return Reply(data | {"content": "", "encoding": "none"})
    content = _wrapped(trees.blob(request.repo.path, found.sha))
    return Reply(data | {"content": content, "encoding": "base64"})


def _shown(request: Request, found: Entry, ref: str) -> Json:
    quoted = quote(found.path)
    url = f"{request.api}/contents/{quoted}?ref={quote(ref, safe='')}"
    git_url = f"{request.api}/git/blobs/{found.sha}"
    web = f"{request.hub.origin}/{request.repo.full_name}/blob/{quote(ref)}/{quoted}"
    return {
        "name": found.name,
        "path": found.path,
        "sha": found.sha,
        "size": found.size or 0,
        "type": "file",
        "url": url,
        "html_url": web,
        "git_url": git_url,
        "download_url": None if found.type == "tree" else web.replace("/blob/", "/raw/", 1),
        "_links": {"self": url, "git": git_url, "html": web},
    }


def _in_tree(request: Request, one: Entry) -> Json:
    shown: Json = {"path": one.path, "mode": one.mode, "type": one.type, "sha": one.sha}
    if one.type == "commit":
        return shown
    kind = "blobs" if one.type == "blob" else "trees"
    size = {} if one.size is None else {"size": one.size}
    return shown | size | {"url": f"{request.api}/git/{kind}/{one.sha}"}


def _wrapped(content: bytes) -> str:
    """Return base64 in lines, as GitHub does."""
    return base64.encodebytes(content).decode()


def _refuse_large(size: int, most: int) -> None:
    if size > most:
        error = {"resource": "Blob", "field": "data", "code": "too_large"}
        raise Refusal(403, "This API returns blobs up to 100 MB in size.", [error])


def _full_id(sha: str) -> str:
    if len(sha) != 40 or set(sha) - set("0123456789abcdef"):  # noqa: PLR2004 - SHA-1
        raise not_found()
    return sha


TABLE: Table = {
    "GET /repos/{owner}/{repo}/contents/{path}": reads(contents, "contents"),
    "GET /repos/{owner}/{repo}/git/trees/{tree_sha}": reads(tree, "contents"),
    "GET /repos/{owner}/{repo}/git/blobs/{file_sha}": reads(blob, "contents"),
}
