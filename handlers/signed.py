"""Reading a signed request: bounded first, verified next, and only then unpacked and parsed."""

import json
import zlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from app.domain import signature

DEPLOY_MAX = 1 << 20  # bytes
EVIDENCE_MAX = 32 << 20
UNPACKED_MAX = 256 << 20
GZIP = zlib.MAX_WBITS | 16  # zlib's way to say "expect a gzip header"

Handler = Callable[[web.Request, bytes], Awaitable[web.Response]]
Route = Callable[[web.Request], Awaitable[web.Response]]


def signed(
    secret: str | None, limit: int, handler: Handler
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return a route that hands `handler` the verified, unpacked body."""

    async def route(request: web.Request) -> web.Response:
        if secret is None:
            return problem(503, "AIRLOCK_CI_SECRET is not set on this Airlock, so nothing can be verified.")
        body = await _read(request, limit)
        if body is None:
            return problem(413, f"The body is larger than {limit >> 20} MiB.")
        timestamp, sign = (request.headers.get(h, "") for h in (signature.TIMESTAMP, signature.SIGNATURE))
        if wrong := signature.problem(secret, body, datetime.now(UTC), timestamp, sign):
            return problem(401, wrong)
        try:
            return await handler(request, _unpacked(request, body))
        except zlib.error:
            return problem(422, "body: says that it is gzip, and is not.")
        except OverflowError:
            return problem(413, f"The body unpacks to more than {UNPACKED_MAX >> 20} MiB.")

    return route


def problem(status: int, text: str) -> web.Response:
    return web.json_response({"error": text}, status=status)


def parsed(body: bytes) -> Any:
    """Return the JSON of a body; None when it is none, which no field check accepts."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


async def _read(request: web.Request, limit: int) -> bytes | None:
    if (request.content_length or 0) > limit:
        return None
    body = bytearray()
    async for chunk in request.content.iter_chunked(1 << 16):
        body += chunk
        if len(body) > limit:
            return None
    return bytes(body)


def _unpacked(request: web.Request, body: bytes) -> bytes:
    """Return the body as its sender wrote it. Raises zlib.error, and OverflowError for a bomb."""
    if request.headers.get("Content-Encoding", "").lower() != "gzip":
        return body
    stream = zlib.decompressobj(GZIP)
    content = stream.decompress(body, UNPACKED_MAX + 1)
    if len(content) > UNPACKED_MAX:
        raise OverflowError
    if not stream.eof:
        raise zlib.error
    return content
