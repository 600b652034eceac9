"""The HTTP server: the Web API, Socket Mode, response URLs and the page on one loopback port."""

import asyncio

from aiohttp import web

from sandbox.slack.api import Api, cut
from sandbox.slack.guard import MOST_BYTES, guarded
from sandbox.slack.hub import Hub
from sandbox.slack.responses import Responses
from sandbox.slack.ui import Ui
from sandbox.slack.uploads import Uploads

HOST = "127.0.0.1"
ACCEPTING = 10  # turns of the loop, by which every connection that was taken is known to the runner


class Server:
    def __init__(self, hub: Hub, ui: Ui) -> None:
        self._hub = hub
        # A call that is never answered ends with its caller, and holds up no end.
        self._runner = web.AppRunner(
            _application(hub, ui), access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        self._site: web.TCPSite | None = None

    async def start(self, port: int) -> int:
        """Listen, on any free port when it is 0; return the port."""
        await self._runner.setup()
        await self.listen(port)
        bound: int = self._runner.addresses[0][1]
        self._hub.origin = f"http://{HOST}:{bound}"
        return bound

    async def listen(self, port: int) -> None:
        """Take connections again; nothing to do when it does."""
        if self._site is not None:
            return
        self._site = web.TCPSite(self._runner, HOST, port, reuse_address=True)
        await self._site.start()

    async def hang_up(self) -> None:
        """Refuse connections until `listen`."""
        if self._site is not None:
            await self._site.stop()
            self._site = None

    async def stop(self) -> None:
        self._hub.sockets.cut()
        await self._hub.delivery.close()
        await self.hang_up()
        for _ in range(ACCEPTING):
            await asyncio.sleep(0)
        await self._runner.cleanup()


def _application(hub: Hub, ui: Ui) -> web.Application:
    app = web.Application(middlewares=[guarded], client_max_size=MOST_BYTES)
    api, responses = Api(hub), Responses(hub)

    async def link(request: web.Request) -> web.StreamResponse:
        return cut(request) if hub.is_away else await hub.sockets.serve(request)

    app.router.add_route("*", "/api/{method}", api.serve)
    app.router.add_get("/link/", link)
    app.router.add_post("/actions/{team}/{secret}", responses.serve)
    app.router.add_routes(ui.routes())
    app.router.add_routes(Uploads(hub).routes())
    return app
