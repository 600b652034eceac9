"""Calling the local GitHub: as our App through PyGithub, and with plain requests."""

from typing import Any

import requests
from github import Auth, Github
from github.Repository import Repository

from sandbox.github import GitHubSandbox

REPO = "harbour/shop"
PATIENCE = 20  # seconds


def client(hub: GitHubSandbox, auth: Auth.Auth | None = None) -> Github:
    """Return PyGithub without its retries and pauses; as the App's installation unless told who."""
    auth = auth or app_auth(hub).get_installation_auth(hub.install(REPO))
    return Github(
        base_url=hub.api_url,
        auth=auth,
        retry=None,
        seconds_between_requests=None,
        seconds_between_writes=None,
    )


def app_auth(hub: GitHubSandbox) -> Auth.AppAuth:
    return Auth.AppAuth(hub.app_id, hub.private_key)


def repository(hub: GitHubSandbox) -> Repository:
    return client(hub).get_repo(REPO)


def token(hub: GitHubSandbox, **asked: Any) -> str:
    """Return a new token of the installation, cut down as asked."""
    path = f"/app/installations/{hub.install(REPO)}/access_tokens"
    made = call(hub, "POST", path, bearer=app_auth(hub).token, body=asked)
    assert made.status_code == 201, made.text
    return str(made.json()["token"])


def call(
    hub: GitHubSandbox,
    method: str,
    path: str,
    *,
    bearer: str | None = "",
    body: Any = None,
    **headers: str,
) -> requests.Response:
    """Send one plain request; `bearer`: "" for the personal token, None for nobody's."""
    who = {} if bearer is None else {"Authorization": f"Bearer {bearer or hub.token}"}
    sent = who | {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.request(
        method, f"{hub.api_url}{path}", json=body, headers=sent, timeout=PATIENCE, allow_redirects=False
    )
