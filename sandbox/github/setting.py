"""What is there: repositories, people, installations; and what was asked of it."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from sandbox.github import keys
from sandbox.github.installation import Installation
from sandbox.github.person import Person
from sandbox.github.running import Running
from sandbox.github.violation import Call, Violation
from sandbox.github.webhooks import installing


class Setting(Running):
    """Repositories are named owner/name, people by login, installations by id."""

    @property
    def origin(self) -> str:
        return self._hub.origin

    @property
    def api_url(self) -> str:
        return self._hub.api_url

    @property
    def app_id(self) -> int:
        return self._hub.app_id

    @property
    def app_slug(self) -> str:
        return self._hub.app_slug

    @property
    def private_key(self) -> str:
        """Return the App's RSA key, PEM."""
        return keys.private_key()

    @property
    def webhook_secret(self) -> str:
        return self._hub.webhook_secret

    @property
    def token(self) -> str:
        """Return a person's own token, which may do everything a person may."""
        return next(iter(self._hub.personal_tokens))

    @property
    def requests(self) -> list[Call]:
        """Return every call of the REST API so far, oldest first."""
        return self._look(lambda hub: list(hub.calls))

    @property
    def violations(self) -> list[Violation]:
        """Return what was asked, or answered, against GitHub's description."""
        return self._look(lambda hub: list(hub.violations))

    def add_repository(
        self, full_name: str, path: Path, default_branch: str = "main", *, private: bool = False
    ) -> int:
        """Serve a real git repository, read in place; return its id."""
        with self._held() as hub:
            return hub.add_repository(full_name, path, default_branch, private=private).id

    def rename(self, full_name: str, to: str) -> None:
        """Give a repository another name; the old one redirects."""
        with self._held() as hub:
            held = hub.repository(full_name)
            held.former_names.append(held.full_name)
            held.full_name = to
            hub.add_person(held.owner, kind="Organization")

    def install(self, full_name: str, permissions: Mapping[str, str] | None = None) -> int:
        """Install the App on a repository, or change what it was granted; return the owner's installation."""
        with self._held() as hub:
            repository = hub.repository(full_name)
            held = next((one for one in hub.installations.values() if one.account == repository.owner), None)
            is_new, is_covered = held is None, held is not None and repository.id in held.repositories
            if held is None:
                held = Installation(hub.new_id(), repository.owner, dict(hub.app_permissions), hub.now())
                hub.installations[held.id] = held
            held.repositories.add(repository.id)
            if permissions is not None:
                held.permissions = {"metadata": "read", **permissions}
            if is_covered or is_new:
                installing.tell(hub, "created" if is_new else "new_permissions_accepted", held)
            else:
                installing.tell_added(hub, held, [repository.id])
            return held.id

    def ask_for(self, permissions: Mapping[str, str]) -> None:
        """Say what the App asks for from now on; an installation keeps what its owner has accepted."""
        with self._held() as hub:
            hub.app_permissions = dict(permissions)

    def suspend(self, installation: int) -> None:
        with self._held() as hub:
            hub.installations[installation].suspended_at = hub.now()
            installing.tell(hub, "suspend", hub.installations[installation])

    def unsuspend(self, installation: int) -> None:
        with self._held() as hub:
            hub.installations[installation].suspended_at = None
            installing.tell(hub, "unsuspend", hub.installations[installation])

    def uninstall(self, installation: int) -> None:
        """Take the App away; its tokens are wrong from now on."""
        with self._held() as hub:
            installing.tell(hub, "deleted", hub.installations.pop(installation))

    def add_person(self, login: str, email: str | None = None, name: str | None = None) -> Person:
        with self._held() as hub:
            return hub.add_person(login, email, name)

    def add_token(self, login: str) -> str:
        """Return a new personal token of somebody."""
        with self._held() as hub:
            token = f"ghp_{hub.new_id():036d}"
            hub.personal_tokens[token] = hub.person(login).login
            return token

    def add_team(self, organization: str, slug: str, members: Iterable[str]) -> None:
        """Add a team, or say anew who belongs to it."""
        with self._held() as hub:
            hub.teams[organization.lower(), slug] = {hub.person(login).login for login in members}
