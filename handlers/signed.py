"""Reading a signed request: bounded first, verified next, and only then unpacked and parsed."""

import asyncio
import json
import zlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from app.domain import signature

DEPLOY_MAX = 1 << 20  # bytes
EVIDENCE_MAX = 32 << 20
READ_WITHIN = 60  # seconds
ROOM_MAX = 128 << 20  # bytes of all bodies at once that nobody has verified yet
FREE = 128 << 10  # bytes of each body that count for nothing: small ones always get in
CROWDED = "Too much is being sent at once; send it again in a minute."
UNPACKED_MAX = 256 << 20
GZIP = zlib.MAX_WBITS | 16  # zlib's way to say "expect a gzip header"

Handler = Callable[[web.Request, bytes], Awaitable[web.Response]]
Route = Callable[[web.Request], Awaitable[web.Response]]


class Declined(Exception):  # noqa: N818 - an answer
    """The request is not let in."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class Room:
    """What unverified bodies may take up together: who has no secret cannot fill the memory."""

    def __init__(self, size: int = ROOM_MAX) -> None:
        self._left = size

    @contextmanager
    def held(self) -> Iterator[Callable[[int], None]]:
        """Return what takes so many bytes out of the room; they are given back at the end."""
        free, taken = FREE, 0

        def take(size: int) -> None:
            nonlocal free, taken
            counted = max(0, size - free)
            free -= size - counted
            if counted > self._left:
                raise Declined(503, CROWDED)
            self._left -= counted
            taken += counted

        try:
            yield take
        finally:
            self._left += taken


ROOM = web.AppKey("room", Room)


def signed(secret: str | None, limit: int, handler: Handler) -> Route:
    """Return a route that hands `handler` the verified, unpacked body."""

    async def route(request: web.Request) -> web.Response:
        try:
            body = await _verified(request, secret, limit)
            return await handler(request, _unpacked(request, body))
        except Declined as declined:
            return problem(declined.status, str(declined))

    return route


def problem(status: int, text: str) -> web.Response:
    return web.json_response({"error": text}, status=status)


def parsed(body: bytes) -> Any:
    """Return the JSON of a body; None when it is none, which no field check accepts."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


async def _verified(request: web.Request, secret: str | None, limit: int) -> bytes:
    """Return the body as it came. What the head alone tells is checked before a byte of it is read."""
    if secret is None:
        raise Declined(503, "AIRLOCK_CI_SECRET is not set on this Airlock, so nothing can be verified.")
    timestamp, sign = (request.headers.get(h, "") for h in (signature.TIMESTAMP, signature.SIGNATURE))
    if wrong := signature.untimely(datetime.now(UTC), timestamp):
        raise Declined(401, wrong)
    with request.app[ROOM].held() as take:
        body = await bounded(request, limit, take)
        if wrong := signature.forged(secret, body, timestamp, sign):
            raise Declined(401, wrong)
    return body


async def bounded(request: web.Request, limit: int, take: Callable[[int], None]) -> bytes:
    """Return the body as it came. Raises Declined as soon as it is too long, too slow, or one too many."""
    if (request.content_length or 0) > limit:
        raise Declined(413, f"The body is larger than {limit >> 20} MiB.")
    body = bytearray()
    try:
        async with asyncio.timeout(READ_WITHIN):
            async for chunk in request.content.iter_chunked(1 << 16):
                take(len(chunk))
                body += chunk
                if len(body) > limit:
                    raise Declined(413, f"The body is larger than {limit >> 20} MiB.")
    except TimeoutError:
        raise Declined(408, f"The body took more than {READ_WITHIN} seconds.") from None
    return bytes(body)


def _unpacked(request: web.Request, body: bytes) -> bytes:
    """Return the body as its sender wrote it, but never a bomb."""
    if request.headers.get("Content-Encoding", "").lower() != "gzip":
        return body
    stream = zlib.decompressobj(GZIP)
    try:
        content = stream.decompress(body, UNPACKED_MAX + 1)
    except zlib.error:
        raise Declined(422, "body: says that it is gzip, and is not.") from None
    if len(content) > UNPACKED_MAX:
        raise Declined(413, f"The body unpacks to more than {UNPACKED_MAX >> 20} MiB.")
    if not stream.eof:
        raise Declined(422, "body: the gzip stream is cut off.")
    return content
