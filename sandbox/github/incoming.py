"""One request as it came over the wire."""

from dataclasses import dataclass

from aiohttp import web

PREFIX = "/api/v3"


@dataclass(frozen=True)
class Incoming:
    method: str
    path: str  # quoted, without /api/v3
    query: dict[str, str]
    headers: dict[str, str]  # keys in lower case
    body: bytes
    url: str  # without the query


async def received(request: web.Request) -> Incoming:
    """Read a request of the REST API."""
    raw = request.rel_url.raw_path
    return Incoming(
        request.method,
        raw.removeprefix(PREFIX).rstrip("/") or "/",
        dict(request.query),
        {name.lower(): value for name, value in request.headers.items()},
        await request.read(),
        f"http://{request.host}{raw}",
    )
