"""The page's HTTP is reachable from any site in the same browser: who may speak, and how much."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.slack.people import Json
from sandbox.slack.refusal import Refusal

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MOST_BYTES = 1 << 20
HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'",  # the page's own <meta> says the rest
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse other names for this host (DNS rebinding) and other sites (CSRF); say no in JSON."""
    if _host(f"//{request.host}") not in LOOPBACK:
        return _no(403, "this server answers to loopback names only")
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.host:
        return _no(403, "another site may not speak here")
    is_page = request.path.startswith("/ui/")  # elsewhere a bug should look like one
    response = await (_answered(request, handler) if is_page else handler(request))
    if not response.prepared:
        response.headers.update(HEADERS)
    return response


async def body(request: web.Request) -> Json:
    """Return the JSON object that a page sent. Raises NotJson when it is none."""
    if request.content_type != "application/json":  # what a form of another site cannot send
        raise NotJson("send application/json")
    try:
        given = await request.json()
    except ValueError as wrong:
        raise NotJson("not JSON") from wrong
    if not isinstance(given, dict):
        raise NotJson("send an object")
    return given


class NotJson(Exception):  # noqa: N818 - an answer, not a fault
    """The body is not what the page sends."""


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except NotJson as wrong:
        return _no(415, str(wrong))
    except KeyError as missing:
        return _no(400, f"{missing.args[0]} is missing")
    except (Refusal, LookupError, TypeError, ValueError) as wrong:
        return _no(400, str(wrong))


def _no(status: int, words: str) -> web.Response:
    return web.json_response({"error": words}, status=status)


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
