"""Where artifacts are stored: another server on another port, which wants no credentials of GitHub's."""

import asyncio
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.github.actions.artifact import Artifact
from sandbox.github.faults import Fault
from sandbox.github.wire import cut, forever, in_thread

if TYPE_CHECKING:
    from sandbox.github.hub import Hub

FETCH_ARTIFACT = "GET /artifacts/{secret}"  # as `fail_next` names it
HOST = "127.0.0.1"
LIVES = timedelta(minutes=1)  # docs.github.com/en/rest/actions/artifacts: the address expires after a minute


class Storage:
    """Tickets are made and read by whoever holds the hub's lock."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self.origin = ""  # http://127.0.0.1:PORT, known once it listens
        self.leaks: list[str] = []  # the paths at which somebody sent an Authorization header
        self.fetched: list[int] = []  # ids of the artifacts whose bytes were given
        self._tickets: dict[str, tuple[Artifact, datetime]] = {}
        self._runner: web.AppRunner | None = None

    def ticket(self, artifact: Artifact) -> str:
        """Return an address where the bytes are, for a minute."""
        secret = token_urlsafe(24)
        self._tickets[secret] = (artifact, self._hub.now() + LIVES)
        return f"{self.origin}/artifacts/{secret}?se=60&sig={token_urlsafe(8)}"

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/artifacts/{secret}", self._give)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, 0).start()
        self.origin = f"http://{HOST}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _give(self, request: web.Request) -> web.Response:
        fault = await in_thread(self._fault)
        if fault is None or (fault.status is None and fault.drop != "before"):
            answer = await in_thread(lambda: self._answer(request))
        else:
            answer = web.Response(status=fault.status or 500)
        if fault and fault.drop == "never":
            await forever()
        if fault and fault.late is not None:
            await asyncio.sleep(fault.late)
        return cut(request) if fault and fault.drop else answer

    def _fault(self) -> Fault | None:
        with self._hub.lock:
            return self._hub.faults.hit(FETCH_ARTIFACT)

    def _answer(self, request: web.Request) -> web.Response:
        with self._hub.lock:
            held, until = self._tickets.get(request.match_info["secret"], (None, None))
            if "Authorization" in request.headers:  # as the real store does: the address is the credential
                self.leaks.append(request.path)
                return web.Response(status=400, text="InvalidAuthenticationInfo")
            if held is None or until is None or until <= self._hub.now():
                return web.Response(status=403, text="AuthenticationFailed")
            self.fetched.append(held.id)
        named = {"Content-Disposition": f'attachment; filename="{held.id}.zip"'}
        return web.Response(body=held.content, content_type="application/zip", headers=named)
