"""The App's side of the wire: calls over REST with its own tokens, and an inbox for its webhooks."""

import json
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from sandbox.github import GitHubSandbox
from sandbox.sample.git import Git

REPO = "harbour/shop"
ROOT = f"/repos/{REPO}"
IDENTITY = {"GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "ana@harbour.example"}


def made_repository(path: Path) -> list[str]:
    """Make a repository: two commits on main, a tag, and a branch that is behind; return main's commits."""
    path.mkdir()
    git = Git(path)
    git.init("main")
    for number in (1, 2):
        (path / "app.py").write_text(f"version = {number}\n")
        git("add", ".")
        git("commit", "--quiet", "-m", f"Make it version {number}", **IDENTITY)
    git("tag", "v2")
    git("branch", "behind", "HEAD~1")
    return git("log", "--format=%H").split()[::-1]


@cache
def _key(pem: str) -> RSAPrivateKey:
    key = load_pem_private_key(pem.encode(), None)  # checks the key, which takes longer than a test
    assert isinstance(key, RSAPrivateKey)
    return key


class Github:
    """A sandbox with one repository, which has our App installed and its production guarded."""

    def __init__(self, hub: GitHubSandbox, path: Path, shas: list[str]) -> None:
        self.hub, self.path, self.shas = hub, path, shas
        hub.add_repository(REPO, path)
        self.installation = hub.install(REPO)
        hub.add_environment(REPO)
        self.token = self.call(
            "POST", f"/app/installations/{self.installation}/access_tokens", token=self.jwt
        ).json()["token"]

    @property
    def jwt(self) -> str:
        now = int(time.time())
        claims = {"iat": now - 30, "exp": now + 300, "iss": str(self.hub.app_id)}
        return jwt.encode(claims, _key(self.hub.private_key), "RS256")

    def call(
        self, method: str, path: str, body: Any = None, *, token: str | None = None, **more: Any
    ) -> requests.Response:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return requests.request(
            method, f"{self.hub.api_url}{path}", json=body, headers=headers, timeout=10, **more
        )

    def get(self, path: str, **query: Any) -> Any:
        """Return what a GET of the repository answers; it must be 200."""
        answer = self.call("GET", f"{ROOT}{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any = None) -> requests.Response:
        return self.call("POST", f"{ROOT}{path}", body)

    def decide(self, run: int, state: str | None = None, comment: str = "", **more: Any) -> int:
        """Answer as our protection rule does; return the status."""
        body = {"environment_name": "production", "comment": comment, **more}
        if state:
            body["state"] = state
        return self.post(f"/actions/runs/{run}/deployment_protection_rule", body).status_code

    def run(self, **more: Any) -> int:
        return self.hub.run(REPO, self.shas[-1], **more)

    def ended(self, run: int) -> str:
        """Wait for the run's end and return its conclusion."""
        return str(self.hub.wait_for(lambda: self.hub.run_of(REPO, run).conclusion))


@dataclass(frozen=True)
class Letter:
    """One webhook as it came."""

    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> str:
        return self.headers["X-GitHub-Event"]

    @property
    def guid(self) -> str:
        return self.headers["X-GitHub-Delivery"]

    @property
    def payload(self) -> dict[str, Any]:
        held: dict[str, Any] = json.loads(self.body)
        return held

    @property
    def kind(self) -> str:
        return f"{self.event}.{self.payload.get('action')}"


class Inbox:
    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.answers: deque[int] = deque()  # statuses to answer with, then 202
        self.url = ""

    def kinds(self) -> list[str]:
        return [letter.kind for letter in self.letters]

    def of(self, kind: str) -> list[Letter]:
        return [letter for letter in self.letters if letter.kind == kind]

    @contextmanager
    def listening(self) -> Iterator["Inbox"]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._take))
        thread = Thread(target=lambda: server.serve_forever(0.01), daemon=True)
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_port}/webhooks/github"
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def _take(self, letter: Letter) -> int:
        self.letters.append(letter)
        return self.answers.popleft() if self.answers else 202


def _handler(take: Callable[[Letter], int]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(take(Letter(dict(self.headers), body)))
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
