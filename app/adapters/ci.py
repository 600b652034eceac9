"""The CI reached by `promote: {kind: webhook}`: asked to make a commit live, and asked how it goes."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from app.domain import signature
from app.domain.answer import STARTED, Answer, answer_of
from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.errors import BadInput, Transient
from app.domain.policy import PromoteKind
from app.ports import Signer

TIMEOUT = (4, 10)  # seconds to connect, to answer; together below the effect's lease less its margin
ANSWER_MAX = 64 * 1024  # bytes
# 409 is what many answer while the first request with the same key is still under way.
PASSING = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.CONFLICT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}


@dataclass(frozen=True)
class Said:
    """What the CI said, as far as it is read."""

    where: str
    status: int
    content: bytes

    @property
    def is_refusal(self) -> bool:
        return not (self.is_passing or self.is_fine)

    @property
    def is_passing(self) -> bool:
        """Whether another answer is to be expected when it is asked again."""
        return self.status >= HTTPStatus.INTERNAL_SERVER_ERROR or self.status in PASSING

    @property
    def is_fine(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def words(self) -> str:
        return self.content[:200].decode(errors="replace")


class WebhookPromoter:
    """Implements `ports.Promoter`. Never follows a redirect, never leaves the hosts that settings name."""

    def __init__(
        self,
        secret: str | None,
        airlock_url: str,
        hosts: Iterable[str],
        signer: Signer,
        now: Callable[[], datetime],
    ) -> None:
        self._secret = secret
        self._signer = signer
        self._airlock_url = airlock_url.rstrip("/")
        self._hosts = frozenset(hosts)
        self._now = now

    def start(self, deploy: Deploy) -> Answer:
        """Post the promotion; its key stays the same over every attempt, so it is started once."""
        promote = deploy.rules.promote if deploy.rules else None
        if promote is None or promote.kind is not PromoteKind.WEBHOOK or promote.url is None:
            kind = promote.kind if promote else "nothing"
            raise BadInput(f"The policy promotes by {kind}, which this Airlock cannot; use `kind: webhook`.")
        body = json.dumps(self._payload(deploy)).encode()
        key = {"Idempotency-Key": f"{deploy.id}-promote", "Content-Type": "application/json"}
        said = self._call("POST", promote.url, body, key)
        if said.is_refusal and _may_have_begun(deploy):
            words = f"refused with {said.status}, and may have begun it when asked before: {said.words}"
            raise Transient(f"The CI at {said.where} {words}", ambiguous=True)
        return _answer(said, {"state": STARTED})

    def ask(self, deploy: Deploy) -> Answer | None:
        url = deploy.promotion.status_url if deploy.promotion else None
        return _answer(self._call("GET", url, b"", {}), {}) if url else None

    def _payload(self, deploy: Deploy) -> dict[str, Any]:
        return {
            "id": deploy.id,
            "repository": deploy.key.repository,
            "sha": deploy.key.sha,
            "environment": deploy.key.environment,
            "report_digest": deploy.decision.digest if deploy.decision else None,
            "decided_by": deploy.decision.by if deploy.decision else None,
            "callback_url": f"{self._airlock_url}/deploys/{deploy.id}/promotion",
            "attestation": self._signer.attest(deploy),
        }

    def _call(self, method: str, url: str, body: bytes, extra: dict[str, str]) -> Said:
        self.check(url)
        if self._secret is None:
            raise BadInput(
                "AIRLOCK_CI_SECRET is not set, so promotions cannot be signed; set it here and there."
            )
        headers = {**signature.headers(self._secret, body, self._now()), **extra}
        where = urlsplit(url).netloc
        try:
            return _send(requests.Request(method, url, headers=headers, data=body), where)
        except (requests.RequestException, HTTPError) as error:
            raise Transient(f"The CI at {where} did not answer.", ambiguous=True) from error

    def check(self, url: str) -> None:
        """Raise BadInput unless promotions may go there."""
        parts = urlsplit(url)
        if self._hosts.isdisjoint({parts.netloc.lower(), parts.hostname}):
            raise BadInput(f"{parts.netloc} is not in AIRLOCK_ALLOWED_HOSTS; add it if promotions go there.")
        if parts.scheme not in {"https", "http"} or parts.username or parts.password:
            raise BadInput(f"{parts.netloc}: the promotion URL must be http or https, without a user in it.")


def _send(request: requests.Request, where: str) -> Said:
    with requests.Session() as session:
        session.trust_env = False  # no proxy and no .netrc: only the host that the settings name
        prepared = session.prepare_request(request)
        with session.send(prepared, timeout=TIMEOUT, allow_redirects=False, stream=True) as response:
            return Said(where, response.status_code, response.raw.read(ANSWER_MAX, decode_content=True))


def _may_have_begun(deploy: Deploy) -> bool:
    """Whether an earlier attempt ended without a clear answer: a no to this one then is no proof."""
    debt = deploy.debt(Effect.PROMOTE)
    return debt is not None and debt.breaks > 0


def _answer(said: Said, default: Mapping[str, str]) -> Answer:
    if said.is_passing:
        raise Transient(f"The CI at {said.where} answered {said.status}.", ambiguous=True)
    if said.is_refusal:
        raise BadInput(f"The CI at {said.where} refused with {said.status}: {said.words}")
    try:
        return answer_of({**default, **_object(said.content)})
    except BadInput as problem:
        raise BadInput(f"The CI at {said.where} answered something odd: {problem}") from problem


def _object(content: bytes) -> dict[str, Any]:
    """Return a JSON object; a CI may answer with an empty or any other page."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
