"""Commits, trees and files of a repository, asked of GitHub one by one, and bounded."""

from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Literal
from urllib.parse import quote

from pydantic import BaseModel

from app.adapters.github.answers import Sha, read
from app.adapters.github.api import Api
from app.adapters.github.refusal import GitHubRefusal
from app.adapters.unifieddiff import Side
from app.domain.errors import Gone, Transient

FILE_MAX = 1024 * 1024  # bytes of one file that is asked for by itself
_ALL_MAX = 24 * 1024 * 1024  # bytes
_REQUESTS_MAX = 300
_UNPROCESSABLE = 422
_NO_COMMIT = {404, 409, _UNPROCESSABLE}  # what GitHub says of a name that is none, or of an empty repository


class Named(BaseModel):
    sha: Sha


class ListedCommit(BaseModel):
    """docs.github.com/en/rest/commits/commits#list-commits."""

    sha: Sha
    parents: list[Named]


class Node(BaseModel):
    path: str
    mode: str
    type: str  # "blob", "tree" or "commit", a submodule
    sha: Sha
    size: int | None = None


class _Tree(BaseModel):
    tree: list[Node]
    truncated: bool  # above 100,000 entries or 7 MB


class _Blob(BaseModel):
    content: str
    encoding: Literal["base64", "utf-8"]


class _File(BaseModel):
    type: str
    size: int
    content: str = ""
    encoding: str = ""


@dataclass(frozen=True)
class Tree:
    """All files of a commit."""

    nodes: Mapping[str, Node]  # by path; directories are left out
    is_whole: bool

    def side(self, path: str) -> Side | None:
        node = self.nodes.get(path)
        return Side(path, node.mode, node.sha) if node else None


EMPTY = Tree({}, is_whole=True)


@dataclass
class Allowance:
    """How much may still be asked for, so that a large change holds up nobody."""

    until: float  # by the monotonic clock
    requests: int = _REQUESTS_MAX
    size: int = _ALL_MAX  # bytes

    def take(self, size: int) -> bool:
        """Whether a file of that size may be asked for; counted when it may."""
        if size > min(FILE_MAX, self.size) or self.requests == 0 or monotonic() > self.until:
            return False
        self.requests -= 1
        self.size -= size
        return True


@dataclass
class Files:
    """Raises what `Api` raises, Gone for a commit that is not there, Transient for an answer of no use."""

    api: Api
    repository: str  # OWNER/NAME
    _blobs: dict[str, bytes | None] = field(default_factory=dict)

    def commit(self, revision: str) -> ListedCommit:
        """Return the commit that an id, a branch or a tag names. Raises Gone."""
        path, words = (
            f"{self.path}/commits",
            f"`{revision[:80]}` names no commit of {self.repository} on GitHub.",
        )
        try:
            listed = read(list[ListedCommit], self.api.get(path, sha=revision, per_page=1), f"GET {path}")
        except GitHubRefusal as refusal:
            if refusal.status not in _NO_COMMIT:
                raise
            raise Gone(words) from refusal
        if not listed:
            raise Gone(words)
        return listed[0]

    def tree(self, sha: str) -> Tree:
        """Return the files of a commit, as far as GitHub lists them."""
        path = f"{self.path}/git/trees/{sha}"
        told = read(_Tree, self.api.get(path, recursive=1), f"GET {path}")
        nodes = {node.path: node for node in told.tree if node.type != "tree"}
        return Tree(nodes, is_whole=not told.truncated)

    def blob(self, node: Node, allowance: Allowance) -> bytes | None:
        """Return a file's content; None when it is too large, or no more may be asked for."""
        if node.sha not in self._blobs:
            is_allowed = node.type == "blob" and allowance.take(node.size or 0)
            self._blobs[node.sha] = self._content(node.sha) if is_allowed else None
        return self._blobs[node.sha]

    def plain(self, path: str) -> bytes | None:
        """Return a file of the default branch, None when there is none; a large one is refused."""
        where = f"{self.path}/contents/{quote(path)}"
        found = self.api.find(where)
        if found is None:
            return None
        file = read(_File, found, f"GET {where}")
        if file.type != "file" or file.size > FILE_MAX or (file.size and file.encoding != "base64"):
            raise GitHubRefusal(f"{path} is no plain file of at most 1 MiB; make it one.", _UNPROCESSABLE)
        return _decoded(file.content, where)

    @property
    def path(self) -> str:
        return f"/repos/{self.repository}"

    def _content(self, sha: str) -> bytes:
        path = f"{self.path}/git/blobs/{sha}"
        blob = read(_Blob, self.api.get(path), f"GET {path}")
        return blob.content.encode() if blob.encoding == "utf-8" else _decoded(blob.content, path)


def _decoded(content: str, path: str) -> bytes:
    try:
        return b64decode(content)
    except (NoBase64, ValueError) as problem:
        raise Transient(f"GitHub answered GET {path} with something that is no base64.") from problem
