"""An Airlock elsewhere, as a CI job reaches it: signed requests to its `web`."""

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Self

import requests

from app.domain import signature
from app.domain.errors import BadInput, Refused, Transient
from app.settings import Settings

TIMEOUT = (10, 60)  # seconds to connect, to answer


@dataclass(frozen=True)
class Airlock:
    url: str
    secret: str
    now: Callable[[], datetime]

    @classmethod
    def of(cls, settings: Settings, now: Callable[[], datetime]) -> Self:
        if settings.airlock_url is None or settings.airlock_ci_secret is None:
            raise BadInput("AIRLOCK_CI_SECRET is not set; give the job the secret that Airlock has.")
        return cls(settings.airlock_url.rstrip("/"), settings.airlock_ci_secret.get_secret_value(), now)

    def queue(self, request: Mapping[str, Any]) -> str:
        """Queue a deploy; return its id."""
        return str(self._call("POST", "/deploys", json.dumps(request).encode())["id"])

    def give_evidence(self, deploy_id: str, body: bytes) -> None:
        packed = gzip.compress(body)
        self._call("PUT", f"/deploys/{deploy_id}/evidence", packed, {"Content-Encoding": "gzip"})

    def show(self, deploy_id: str) -> Mapping[str, Any]:
        return self._call("GET", f"/deploys/{deploy_id}")

    def waiting(self) -> tuple[list[Mapping[str, Any]], int]:
        """Return the oldest deploys that are not over, and how many more there are."""
        found = self._call("GET", "/deploys")
        return list(found["deploys"]), int(found.get("more", 0))

    def _call(
        self, method: str, path: str, body: bytes = b"", extra: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        headers = {**signature.headers(self.secret, body, self.now()), **(extra or {})}
        headers["Content-Type"] = "application/json"
        try:
            response = requests.request(
                method, self.url + path, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
            )
        except requests.RequestException as error:
            raise Transient(f"Airlock at AIRLOCK_URL ({self.url}) cannot be reached; is `web` up?") from error
        return _told(response, self.url)


def _told(response: requests.Response, url: str) -> dict[str, Any]:
    try:
        told = response.json()
    except ValueError:
        told = {}
    if response.ok and isinstance(told, dict) and not response.is_redirect:
        return told
    problem = str(told.get("error")) if isinstance(told, dict) and "error" in told else response.reason
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Transient(f"Airlock at {url}: {problem}")
    if response.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT):
        raise Refused(f"Airlock at {url}: {problem}")
    raise BadInput(f"Airlock at {url} answered {response.status_code}: {problem}")
