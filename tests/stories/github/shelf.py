"""A small repository on a GitHub, and what Airlock reads there of one of its commits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from app.adapters.git import GitRepository
from app.adapters.github.access import GitHub
from app.adapters.github.credentials import Credentials
from app.adapters.github.evidence.measured import measured
from app.adapters.github.site import Site
from app.domain.deploy import Key, Request, queued
from app.domain.evidence import Evidence
from app.domain.policy import Artifacts
from app.ports import Reading
from app.review import is_wanted, recall
from tests.stories.gitwork import Work

if TYPE_CHECKING:
    from sandbox.github import GitHubSandbox

PORT = "harbour/port"
PASSED = '<testsuite name="unit"><testcase name="a"/></testsuite>'
COVERED = "TN:\nSF:app.py\nDA:1,1\nend_of_record\n"
BOTH = Artifacts(junit="*junit*", coverage="*coverage*")


@dataclass
class Shelf:
    hub: GitHubSandbox
    work: Work
    repository: str = PORT

    def open(self, name: str = PORT, permissions: Mapping[str, str] | None = None) -> Shelf:
        """Return these commits as a repository of that name, with rules and people of its own."""
        self.hub.add_repository(name, self.work.path)
        self.hub.install(name, permissions)
        self.hub.set_dependencies(name, self.tip, self.tip, [])
        return replace(self, repository=name)

    def commit(self, subject: str = "Change", branch: str = "main") -> str:
        self.work.git("checkout", "--quiet", "-B", branch)
        return self.work.commit(subject)

    @property
    def tip(self) -> str:
        return self.work.git("rev-parse", "main")

    def look(  # noqa: PLR0913 - as many things as a story may vary
        self,
        sha: str,
        base: str | None = None,
        *,
        run: int | None = None,
        actor: str | None = None,
        artifacts: Artifacts = Artifacts(),  # noqa: B008 - frozen
        at: int | None = None,
        token: str | None = None,
        site: Site | None = None,
    ) -> Evidence:
        """Return the evidence of a deploy; `at`: when its commit was made, as git tells it."""
        key = Key(self.repository, "production", sha, str(run or ""))
        deploy = queued(Request(key, base, actor=actor), datetime.now(UTC))
        evidence = GitRepository(self.work.path, Reading(is_wanted, recall)).evidence(
            self.repository, base or f"{sha}^", sha
        )
        if at is not None:
            evidence = replace(evidence, commits=tuple(replace(each, at=at) for each in evidence.commits))
        github = self.github if token is None else GitHub(Credentials(self.hub.api_url, token=token))
        return measured(
            github.of(self.repository), deploy, evidence, artifacts, site or Site(github.credentials)
        )

    @cached_property
    def github(self) -> GitHub:
        return GitHub(Credentials(self.hub.api_url, str(self.hub.app_id), self.hub.private_key))

    def run(self, sha: str, workflow: str = "ci.yml", conclusion: str = "success") -> int:
        """Return a run that has ended."""
        run = self.hub.run(self.repository, sha, environment=None, jobs=(workflow,), workflow=workflow)
        self.hub.finish(self.repository, run, conclusion)
        return run


def zipped(**files: str | bytes) -> bytes:
    """Return a zip; two underscores in a name stand for a dot."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return packed.getvalue()


def reasons(evidence: Evidence) -> dict[str, str]:
    return {each.subject: each.reason for each in evidence.unknown}
