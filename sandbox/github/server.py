"""The HTTP server: the REST API, git and the pages on one loopback port."""

import asyncio

from aiohttp import web

from sandbox.github.api import Api
from sandbox.github.gitserver import GitServer
from sandbox.github.guard import MOST_BYTES, guarded
from sandbox.github.hub import Hub
from sandbox.github.page import Pages

HOST = "127.0.0.1"
ACCEPTING = 10  # turns of the loop, by which every connection that was taken is known to the runner


class Server:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        # A call that is never answered ends with its caller, and holds up no end.
        self._runner = web.AppRunner(
            _application(hub), access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )

    async def start(self, port: int) -> int:
        """Listen, on any free port when it is 0; return the port."""
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, port, reuse_address=True).start()
        bound: int = self._runner.addresses[0][1]
        self._hub.origin = f"http://{HOST}:{bound}"
        return bound

    async def stop(self) -> None:
        for site in list(self._runner.sites):
            await site.stop()
        for _ in range(ACCEPTING):
            await asyncio.sleep(0)
        await self._runner.cleanup()


def _application(hub: Hub) -> web.Application:
    app = web.Application(middlewares=[guarded], client_max_size=MOST_BYTES)
    api = Api(hub)
    app.router.add_route("*", "/api/v3", api.serve)
    app.router.add_route("*", "/api/v3/{rest:.*}", api.serve)
    app.router.add_routes(GitServer(hub).routes())
    app.router.add_routes(Pages(hub).routes())
    return app
