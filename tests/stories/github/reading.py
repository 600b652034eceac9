"""A repository on a GitHub of one's own, and everything that reads it there."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from app.adapters.github.access import GitHub
from app.adapters.github.change.mirror import Mirror, place
from app.adapters.github.change.repository import GitHubRepository
from app.adapters.github.credentials import Credentials
from app.adapters.github.forge import GitHubForge
from app.ports import Reading
from app.review import is_wanted, recall
from sandbox.github import GitHubSandbox
from tests.stories.gitwork import Work

PORT = "harbour/port"
PERMISSIONS = {"contents": "read", "deployments": "write", "actions": "read", "checks": "write"}


@dataclass
class Shown:
    """The App's view of a repository; `installation` lets it in."""

    hub: GitHubSandbox
    work: Work
    data: Path  # where clones are kept
    name: str = PORT
    installation: int = field(init=False)

    def __post_init__(self) -> None:
        """Put the repository on GitHub, and the App on the repository."""
        self.hub.add_repository(self.name, self.work.path)
        self.installation = self.hub.install(self.name)

    @cached_property
    def github(self) -> GitHub:
        """Return the App's doors: one token for all tests, as in a process of Airlock."""
        return GitHub(Credentials(self.hub.api_url, str(self.hub.app_id), self.hub.private_key))

    def forge(self, data: Path | None = None) -> GitHubForge:
        return GitHubForge(self.github, data or self.data, Reading(is_wanted, recall), ())

    def repository(self, data: Path | None = None) -> GitHubRepository:
        repository = self.forge(data).repository(self.name)
        assert repository is not None
        return repository

    def without_git(self) -> GitHubRepository:
        """Return the repository where no clone can be made, so that the API alone tells of it."""
        nowhere = self.data / "a file"
        nowhere.parent.mkdir(exist_ok=True)
        nowhere.write_text("where a directory should be")
        return self.repository(nowhere)

    def mirror(self) -> Mirror:
        return Mirror(place(self.data, self.github.credentials.web_url, self.name), self.repository()._remote)
