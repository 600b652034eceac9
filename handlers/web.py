"""HTTP: the generic CI entrance and its way to report back. Verifies, records and replies; nothing else."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from math import ceil
from typing import Any

from aiohttp import web

from app.domain.answer import answer_of, event_of
from app.domain.arrival import Hook
from app.domain.deploy import Deploy, Request
from app.domain.errors import BadInput, Missing, Refused, Transient
from app.domain.event import EvidenceGiven
from app.domain.table import is_cleared, may
from app.ports import Parts
from handlers import github, payloads
from handlers.metrics import metrics
from handlers.ready import healthy, ready
from handlers.signed import DEPLOY_MAX, EVIDENCE_MAX, ROOM, Room, parsed, problem, signed

AGAIN = 5  # seconds after which to send again what could not be recorded
LISTED = 200  # deploys in one answer; the rest is counted
Next = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Entrance:
    """The signed routes. The gate is synchronous, so each call runs in a thread."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def queue(self, _request: web.Request, body: bytes) -> web.Response:
        deploy, is_new = await asyncio.to_thread(self._queue, payloads.request(parsed(body)))
        return web.json_response({"id": deploy.id}, status=202 if is_new else 200)

    async def give_evidence(self, request: web.Request, body: bytes) -> web.Response:
        deploy = await asyncio.to_thread(self._give, request.match_info["id"], body)
        return web.json_response({"id": deploy.id, "evidence": deploy.evidence})

    async def report(self, request: web.Request, body: bytes) -> web.Response:
        """Take the CI's word on a promotion; the same word twice changes nothing."""
        told = parsed(body)
        if not isinstance(told, dict):
            raise BadInput("body: must be a JSON object.")
        event = event_of(answer_of(told), datetime.now(UTC))
        deploy = await asyncio.to_thread(self._parts.gate.handle, request.match_info["id"], event)
        return web.json_response(shown(deploy))

    async def show(self, request: web.Request, _body: bytes) -> web.Response:
        return web.json_response(await asyncio.to_thread(self._shown, request.match_info["id"]))

    async def waiting(self, _request: web.Request, _body: bytes) -> web.Response:
        found = await asyncio.to_thread(self._parts.archive.first, LISTED)
        deploys = [shown(deploy) for deploy in found.deploys]
        return web.json_response({"deploys": deploys, "more": found.more})

    def _shown(self, deploy_id: str) -> dict[str, Any]:
        """Return what `shown` does, with the signed approval while it stands."""
        deploy = self._parts.gate.get(deploy_id)
        kept = self._parts.signer.kept(deploy) if is_cleared(deploy) else None
        return shown(deploy) | ({"attestation": kept} if kept else {})

    def _queue(self, request: Request) -> tuple[Deploy, bool]:
        repository, path = request.key.repository, request.local_path
        if path is not None and not self._parts.sources.allows(repository, path):
            raise BadInput("local_path: is not what the policy file of AIRLOCK_POLICY names for it.")
        self._parts.sources.rules(repository, path, request.key.environment)
        return self._parts.gate.queue(request, datetime.now(UTC))

    def _give(self, deploy_id: str, body: bytes) -> Deploy:
        deploy = self._parts.gate.get(deploy_id)
        if not may(deploy, EvidenceGiven):
            raise Refused("This deploy is decided; evidence comes too late.")
        self._parts.archive.give(deploy_id, body)
        return self._parts.gate.handle(deploy_id, EvidenceGiven(datetime.now(UTC)))


def shown(deploy: Deploy) -> dict[str, Any]:
    """Return what a production job may know: where the deploy stands, and who decided on which report."""
    decision, summary, promotion = deploy.decision, deploy.summary, deploy.promotion
    return {
        "id": deploy.id,
        "state": deploy.state,
        "repository": deploy.key.repository,
        "environment": deploy.key.environment,
        "sha": deploy.key.sha,
        "queued_at": deploy.queued_at.isoformat(),
        "level": summary.level if summary else None,
        "score": summary.score if summary else None,
        "report_digest": summary.digest if summary else None,
        "decision": decision
        and {
            "by": decision.by,
            "at": decision.at.isoformat(),
            "report_digest": decision.digest,
            "rule": decision.rule,
            "reason": decision.reason,
        },
        "approved": is_cleared(deploy),
        "url": promotion.url if promotion else deploy.request.run_url,
        "detail": deploy.detail,
    }


def application(
    parts: Parts, secret: str | None, hook: Hook, metrics_token: str | None = None
) -> web.Application:
    """Return the web process's application. Without `metrics_token` only this machine reads /metrics."""
    entrance = Entrance(parts)
    app = web.Application(middlewares=[_worded], client_max_size=EVIDENCE_MAX)
    app[ROOM] = Room()
    app.router.add_post("/deploys", signed(secret, DEPLOY_MAX, entrance.queue))
    app.router.add_get("/deploys", signed(secret, DEPLOY_MAX, entrance.waiting))
    app.router.add_get("/deploys/{id}", signed(secret, DEPLOY_MAX, entrance.show))
    app.router.add_put("/deploys/{id}/evidence", signed(secret, EVIDENCE_MAX, entrance.give_evidence))
    app.router.add_post("/deploys/{id}/promotion", signed(secret, DEPLOY_MAX, entrance.report))
    app.router.add_post("/webhooks/github", github.received(parts, hook))
    app.router.add_get("/healthz", healthy)
    app.router.add_get("/readyz", ready(parts.vitals))
    app.router.add_get("/metrics", metrics(parts.vitals, metrics_token))
    return app


@web.middleware
async def _worded(request: web.Request, handler: Next) -> web.StreamResponse:
    """Answer what is wrong in one sentence; anything else is a fault, told without its inside."""
    try:
        return await handler(request)
    except BadInput as refusal:
        return problem(422, str(refusal))
    except Missing as refusal:
        return problem(404, str(refusal))
    except Refused as refusal:
        return problem(409, str(refusal))
    except Transient as trouble:
        answer = problem(503, str(trouble))
        answer.headers["Retry-After"] = str(ceil(trouble.retry_after or AGAIN))
        return answer
