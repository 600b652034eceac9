"""The page's HTTP is reachable from any site in the same browser: who may speak, and how much."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.slack.people import Json
from sandbox.slack.refusal import Refusal

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MOST_BYTES = 1 << 20
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' https: data:; "
    "style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def loopback_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse other names for this host (DNS rebinding) and other sites (CSRF)."""
    if _host(f"//{request.host}") not in LOOPBACK:
        raise web.HTTPForbidden(text="this server answers to loopback names only")
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.host:
        raise web.HTTPForbidden(text="another site may not speak here")
    response = await handler(request)
    if not response.prepared:
        response.headers.update(HEADERS)
    return response


async def body(request: web.Request) -> Json:
    """Return the JSON object that a page sent. Raises an HTTP error when it is none."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="send application/json")
    try:
        given = await request.json()
    except ValueError as wrong:
        raise web.HTTPBadRequest(text="not JSON") from wrong
    if not isinstance(given, dict):
        raise web.HTTPBadRequest(text="send an object")
    return given


@web.middleware
async def plain_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer with one sentence where the page asked for what is not there."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return web.json_response({"error": refusal.error}, status=404)
    except (LookupError, TypeError, ValueError) as wrong:
        return web.json_response({"error": str(wrong)}, status=400)


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
