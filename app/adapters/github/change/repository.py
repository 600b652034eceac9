"""A repository on GitHub, read through a clone of our own, or through the API where git cannot be had."""

import logging
from base64 import b64encode
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path

from pydantic import BaseModel

from app.adapters.git import POLICY_PATH, GitError, GitRepository
from app.adapters.gitfetch import Remote
from app.adapters.github.access import GitHub
from app.adapters.github.answers import read
from app.adapters.github.change.compare import is_contained
from app.adapters.github.change.files import Files, ListedCommit
from app.adapters.github.change.fromapi import read_comparison
from app.adapters.github.change.mirror import Mirror, MirrorError, place
from app.adapters.github.refusal import GitHubRefusal
from app.adapters.gitprogram import GitTimeoutError
from app.adapters.repository import NotHereError
from app.domain.errors import BadInput
from app.domain.evidence import Evidence, Teller
from app.domain.past import History
from app.ports import Reading

log = logging.getLogger(__name__)

REVISION_MAX = 250  # characters of a branch, a tag or an id


class _Identity(BaseModel):
    full_name: str


@dataclass
class GitHubRepository:
    """Implements `repository.Repository`; for one question after the other, not for many threads."""

    github: GitHub
    name: str  # OWNER/NAME
    data: Path  # where clones are kept
    reading: Reading
    _read: GitRepository | None = field(default=None, init=False)  # the clone that told of the change
    _commits: dict[str, ListedCommit] = field(default_factory=dict, init=False)

    def check(self) -> None:
        """Raise NotHereError when GitHub does not show it, BadInput when it has another name by now."""
        try:
            told = read(_Identity, self._files.api.get(self._files.path), f"GET {self._files.path}")
        except GitHubRefusal as refusal:
            if refusal.status != HTTPStatus.NOT_FOUND:
                raise
            mend = "install the GitHub App there, or give GITHUB_TOKEN access"
            raise NotHereError(f"GitHub does not show {self.name} to Airlock: {mend}.") from refusal
        if told.full_name != self.name:  # also in other letters: what is live is kept by name
            words = f"{self.name} is called {told.full_name} on GitHub now; queue the deploy under that name."
            raise BadInput(words)

    def resolve(self, revision: str) -> str:
        self.check()
        if not 0 < len(revision) <= REVISION_MAX or not revision.isprintable():
            raise BadInput(f"`{revision[:80]}` is no branch, tag or commit id.")
        return self._commit(revision).sha

    def parent(self, sha: str) -> str | None:
        parents = self._commit(sha).parents
        return parents[0].sha if parents else None

    def is_ancestor(self, ancestor: str, descendant: str) -> bool:
        """Ask our own clone when it has both, else GitHub. What is not there holds nothing."""
        if self._mirror.has(ancestor, descendant):
            return self._mirror.repository(self.reading).is_ancestor(ancestor, descendant)
        try:
            return is_contained(self._files, ancestor, descendant)
        except GitHubRefusal as refusal:
            if refusal.status != HTTPStatus.NOT_FOUND:
                raise
            return False

    def policy_text(self) -> bytes | None:
        try:
            text = self._files.plain(POLICY_PATH)
        except GitHubRefusal as refusal:
            if refusal.status == HTTPStatus.NOT_FOUND:
                self.check()
            raise
        if text is None:
            self.check()  # a repository without a policy, and one that is not shown, answer alike
        return text

    def evidence(self, repository: str, base: str | None, head: str) -> Evidence:
        found = self._by_git(repository, base, head)
        if found is None:
            for sha in filter(None, (base, head)):
                self._commit(sha)
            found = read_comparison(self._files, base, head, self.reading.wanted)
        return replace(found, teller=Teller.GITHUB)

    def _by_git(self, repository: str, base: str | None, head: str) -> Evidence | None:
        """Return what our own clone tells; None when it cannot."""
        self._read = None
        try:
            self._mirror.bring(base, head)
            read = self._mirror.repository(self.reading)
            found = read.evidence(repository, base, head)
        except (MirrorError, GitTimeoutError) as problem:
            log.warning("git cannot be had, the API is asked", extra={"why": str(problem)})
            return None
        except GitError as problem:
            log.warning("the clone cannot be read, the API is asked", extra={"why": str(problem)})
            self._mirror.distrust()
            return None
        self._read = read
        return found

    def past(self, evidence: Evidence) -> History | None:
        """Return what the clone says of the past; nothing when the change was read without one."""
        return self._read.past(evidence) if self._read else None

    def _commit(self, revision: str) -> ListedCommit:
        if revision not in self._commits:
            found = self._files.commit(revision)
            self._commits[revision] = self._commits[found.sha] = found
        return self._commits[revision]

    @property
    def _files(self) -> Files:
        return Files(self.github.of(self.name), self.name)

    @property
    def _mirror(self) -> Mirror:
        return Mirror(place(self.data, self.github.credentials.web_url, self.name), self._remote)

    def _remote(self) -> Remote:
        """Return where git fetches. Raises what the API raises while it asks for a token."""
        token = self.github.of(self.name).token()
        url = f"{self.github.credentials.web_url}/{self.name}.git"
        if token is None:
            return Remote(url)
        shown = b64encode(f"x-access-token:{token}".encode()).decode()
        return Remote(url, f"Basic {shown}")
