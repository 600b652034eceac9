"""Who Airlock is on GitHub: an App with its installations, or one token; and the door to each repository."""

from collections.abc import Callable
from functools import cache
from typing import Any

import jwt
from github import Auth, Github
from github.Requester import Requester

from app.adapters.github.api import API_VERSION, Api
from app.adapters.github.credentials import Credentials
from app.adapters.github.refusal import NotLetIn
from app.domain.errors import BadInput, Transient
from app.domain.reference import is_repository

TIMEOUT = 10  # seconds; below the lease of every effect that calls GitHub
AGENT = "airlock"
ALGORITHM = "RS256"  # docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app


class GitHub:
    """Gives each repository its `Api`; kept for the life of this process."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self._doors: dict[str, Api] = {}
        self._login: str | None = None

    def read_key(self) -> None:
        """Read the App's key now, for all processes that come of this one. Raises BadInput."""
        if self.credentials.is_app:
            try:
                _parsed(str(self.credentials.private_key))
            except (jwt.PyJWTError, ValueError, TypeError) as problem:
                raise BadInput(
                    f"GITHUB_APP_PRIVATE_KEY cannot be read ({type(problem).__name__}); give the PEM whole."
                ) from problem

    def app(self) -> Api:
        """Return the door of the App itself. Raises BadInput without one."""
        app_auth = self._app_auth()
        return self._door("", lambda: self._requester(app_auth))

    def account(self) -> Api:
        """Return the door that GITHUB_TOKEN opens, to no repository in particular. Raises BadInput."""
        token_auth = self._token_auth()
        return self._door("token", lambda: self._requester(token_auth))

    def login(self) -> str:
        """Return the name by which GitHub shows what we do. Raises Transient, BadInput."""
        if self._login is None:
            is_app = self.credentials.is_app
            told = self.app().get("/app") if is_app else self.account().get("/user")
            name = told.get("slug" if is_app else "login") if isinstance(told, dict) else None
            if not isinstance(name, str):
                raise Transient("GitHub does not say who Airlock is there.")
            self._login = f"{name}[bot]" if is_app else name
        return self._login

    def of(self, repository: str) -> Api:
        """Return the door to a repository: its installation's token, else GITHUB_TOKEN. Raises BadInput."""
        if not is_repository(repository):
            raise BadInput(f"`{repository[:80]}` is no repository of GitHub; write OWNER/NAME.")
        return self._door(repository, lambda: self._requester(self._auth(repository)))

    def installation(self, installation_id: int) -> Api:
        """Return the door of one installation, whichever its repositories are."""
        auth = self._app_auth()
        return self._door(
            f"#{installation_id}", lambda: self._requester(Auth.AppInstallationAuth(auth, installation_id))
        )

    def _door(self, name: str, connect: Callable[[], Requester]) -> Api:
        return self._doors.setdefault(name, Api(connect))

    def _auth(self, repository: str) -> Auth.Auth:
        if not self.credentials.is_app:
            return self._token_auth()
        found = self.app().find(f"/repos/{repository}/installation")
        if found is None:
            raise NotLetIn(f"The GitHub App is not installed on {repository}; install it there.", 404)
        return Auth.AppInstallationAuth(self._app_auth(), int(found["id"]))

    def _app_auth(self) -> Auth.AppAuth:
        app_id, key = self.credentials.app_id, self.credentials.private_key
        if app_id is None or key is None:
            raise BadInput("GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY are not set: this needs the GitHub App.")
        return Auth.AppAuth(int(app_id) if app_id.isdecimal() else app_id, sign_func=_signer(key))

    def _token_auth(self) -> Auth.Auth:
        if self.credentials.token is None:
            raise BadInput("No GitHub: set GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY, or GITHUB_TOKEN.")
        return Auth.Token(self.credentials.token)

    def _requester(self, auth: Auth.Auth) -> Requester:
        """No retries inside: the outbox tries again, after looking whether it took effect."""
        return Github(
            auth=auth,
            base_url=self.credentials.api_url,
            timeout=TIMEOUT,
            user_agent=AGENT,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
            api_version=API_VERSION,
        ).requester


def _signer(key: str) -> Callable[[dict[str, Any]], str]:
    """Return what signs with a PEM key, which is read once: reading and checking it takes far longer."""
    return lambda payload: jwt.encode(payload, _parsed(key), ALGORITHM)


@cache
def _parsed(key: str) -> Any:
    return jwt.get_algorithm_by_name(ALGORITHM).prepare_key(key)
