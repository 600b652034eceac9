"""GitHub as the place where repositories are: each one, what is live of it, and what was measured."""

from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path

from app.adapters.github.access import GitHub
from app.adapters.github.change.live import Live
from app.adapters.github.change.repository import GitHubRepository
from app.adapters.github.evidence.checked import checks_now
from app.adapters.github.evidence.measured import measured
from app.adapters.github.refusal import GitHubRefusal
from app.adapters.github.site import Site
from app.adapters.repository import Checked, Found, NotHereError
from app.domain.deploy import Deploy
from app.domain.evidence import Evidence
from app.domain.policy import Artifacts
from app.domain.reference import is_repository
from app.ports import Reading


class GitHubForge:
    """Implements `repository.Forge`."""

    def __init__(self, github: GitHub, data: Path, reading: Reading, hosts: Iterable[str]) -> None:
        """Keep clones in `data`; `hosts`: AIRLOCK_ALLOWED_HOSTS."""
        self._github = github
        self._data = data
        self._reading = reading
        self._site = Site(github.credentials, frozenset(hosts))
        self._live = Live()

    def repository(self, name: str) -> GitHubRepository | None:
        if not is_repository(name):
            return None
        return GitHubRepository(self._github, name, self._data, self._reading)

    def live(self, repository: str, environment: str) -> Found:
        if not is_repository(repository):
            raise NotHereError(f"`{repository[:80]}` is no repository of GitHub.")
        try:
            return self._live.last(self._github.of(repository), repository, environment)
        except GitHubRefusal as refusal:
            if refusal.status != HTTPStatus.NOT_FOUND:
                raise
            raise NotHereError(str(refusal)) from refusal

    def measured(self, deploy: Deploy, evidence: Evidence, artifacts: Artifacts) -> Evidence:
        return measured(self._github.of(deploy.key.repository), deploy, evidence, artifacts, self._site)

    def checks(self, deploy: Deploy) -> Checked:
        return checks_now(self._github.of(deploy.key.repository), deploy, self._site)
