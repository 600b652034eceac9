"""The web process's application, asked over real HTTP."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import ClientSession, HttpVersion, HttpVersion11, web
from aiohttp.test_utils import TestServer
from prometheus_client.parser import text_string_to_metric_families

from app import wiring
from app.domain.arrival import Hook
from handlers.web import Next, application

HOOK = Hook(None, "https://api.github.com", None)


@dataclass(frozen=True)
class Door:
    parts: wiring.Parts
    token: str | None = None
    remote: str | None = None  # whence requests seem to come; None: as they do
    headers: Mapping[str, str] = field(default_factory=dict)
    version: HttpVersion = HttpVersion11

    def ask(self, path: str) -> tuple[int, str]:
        """Return status and body."""
        return asyncio.run(self._ask(path))

    def measures(self) -> dict[str, float]:
        """Return what /metrics says, by name and labels as they stand there."""
        status, body = self.ask("/metrics")
        assert status == 200, body
        families = text_string_to_metric_families(body)
        return {_name(one.name, one.labels): one.value for family in families for one in family.samples}

    def status(self, *headers: bytes) -> int:
        """Return the status of /metrics for these bytes, which no client would send."""
        return asyncio.run(self._status(b"\r\n".join((b"GET /metrics HTTP/1.1", *headers, b"\r\n"))))

    async def _status(self, head: bytes) -> int:
        async with TestServer(application(self.parts, None, HOOK, self.token)) as server:
            reader, writer = await asyncio.open_connection(server.host, server.port)
            writer.write(head)
            line = await reader.readline()
            writer.close()
            await writer.wait_closed()
        return int(line.split()[1])

    async def _ask(self, path: str) -> tuple[int, str]:
        app = application(self.parts, None, HOOK, self.token)
        app.middlewares.append(self._from_afar)
        async with (
            TestServer(app) as server,
            ClientSession(version=self.version) as client,
            client.get(server.make_url(path), headers=self.headers) as answer,
        ):
            return answer.status, await answer.text()

    @property
    def _from_afar(self) -> web.middleware:  # type: ignore[valid-type]
        remote = self.remote

        @web.middleware
        async def seem(request: web.Request, handler: Next) -> web.StreamResponse:
            return await handler(request.clone(remote=remote) if remote else request)

        return seem


def _name(name: str, labels: Mapping[str, str]) -> str:
    inside = ",".join(f"{label}={value}" for label, value in sorted(labels.items()))
    return f"{name}{{{inside}}}" if inside else name
