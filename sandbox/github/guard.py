"""This HTTP is reachable from any site in the same browser: who may speak, and how much."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MOST_BYTES = 25 << 20  # GitHub's webhooks are capped at 25 MB; its API takes no more either
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
SAFE = frozenset({"GET", "HEAD"})

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse other names for this host (DNS rebinding), and other sites (CSRF)."""
    if _host(f"//{request.host}") not in LOOPBACK:
        return _no("this server answers to loopback names only")
    if is_foreign(request):
        return _no("another site may not speak here")
    response = await handler(request)
    if not response.prepared:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    return response


def is_foreign(request: web.Request) -> bool:
    """Whether a page of another site sent this, as browsers tell."""
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.host:
        return True
    return request.method not in SAFE and request.headers.get("Sec-Fetch-Site", "none") == "cross-site"


def _no(words: str) -> web.Response:
    return web.json_response({"message": words}, status=403)


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
