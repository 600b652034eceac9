"""GitHub's webhooks: verified, recorded and answered in one go; all work is done in jobs."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from aiohttp import web

from app.domain import signature
from app.domain.arrival import Hook
from app.domain.errors import BadInput
from app.ports import Parts
from handlers import delivery
from handlers.signed import ROOM, Declined, bounded, problem

log = logging.getLogger(__name__)

BODY_MAX = 25 << 20  # bytes; docs.github.com/en/webhooks/webhook-events-and-payloads
NO_SECRET = "GITHUB_WEBHOOK_SECRET is not set on this Airlock, so nothing can be verified."  # noqa: S105
FORGED = "X-Hub-Signature-256 does not match this body; set the same secret here and on the App's page."


def received(parts: Parts, hook: Hook) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return the route. It never answers 429, after which GitHub would not deliver again."""

    async def route(request: web.Request) -> web.Response:
        try:
            with request.app[ROOM].held() as take:
                body = await _body(request, hook, take)
                return await asyncio.to_thread(_take, parts, hook, _Head(request), body)
        except Declined as declined:
            return problem(declined.status, str(declined))

    return route


class _Head:
    """What the request's head says of the delivery."""

    def __init__(self, request: web.Request) -> None:
        self.event = request.headers.get("X-GitHub-Event", "")
        self.delivery = request.headers.get("X-GitHub-Delivery", "")
        self.is_json = request.content_type == "application/json"
        self.signature = request.headers.get("X-Hub-Signature-256", "")


async def _body(request: web.Request, hook: Hook, take: Callable[[int], None]) -> bytes:
    """Return the body; a request without any signature is not read at all."""
    if hook.secret is None:
        raise Declined(503, NO_SECRET)
    if not request.headers.get("X-Hub-Signature-256"):
        raise Declined(401, FORGED)
    return await bounded(request, BODY_MAX, take)


def _take(parts: Parts, hook: Hook, head: _Head, body: bytes) -> web.Response:
    if not signature.is_githubs(hook.secret or "", body, head.signature):
        return problem(401, FORGED)
    if head.event == "ping":
        return web.json_response({"ok": True})
    if head.event.startswith("installation"):
        log.info("installation changed", extra={"delivery": head.delivery[:100], "event": head.event[:100]})
    if head.event not in delivery.EVENTS:
        return web.Response(status=204)
    mail = delivery.mail(head.event, _parsed(head, body), hook)
    if mail is None:
        return web.Response(status=204)
    is_new = parts.inbox.take(delivery.guid(head.delivery), mail, datetime.now(UTC))
    return web.json_response({"new": is_new}, status=202)


def _parsed(head: _Head, body: bytes) -> object:
    if not head.is_json:
        raise BadInput("Content-Type: must be application/json; choose it on the App's page.")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise BadInput("body: must be JSON.") from None
