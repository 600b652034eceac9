"""Where the bytes of files come in, and where the page gets its pictures from."""

from aiohttp import web

from sandbox.slack.api import cut
from sandbox.slack.hub import Hub
from sandbox.slack.methods.files import UPLOADS

METHOD = "upload_url"  # the name in the log of calls, and for faults


class Uploads:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post(UPLOADS + r"{secret:[\w-]+}", self.take),
            web.get(r"/ui/files/{file:F[A-Z0-9]+}", self.show),
        ]

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Take one file's bytes, as they are."""
        content = await request.read()
        fault = self._hub.faults.hit(METHOD)
        if self._hub.is_away or (fault and fault.drop == "before"):
            return cut(request)
        if fault and fault.status:
            return web.Response(status=fault.status)
        is_taken = self._hub.workspace.files.take(request.match_info["secret"], content)
        self._hub.remember(METHOD, {"length": len(content)}, {"ok": is_taken})
        if not is_taken:
            return web.Response(status=400, text="bad upload")
        return cut(request) if fault else web.Response(text=f"OK - {len(content)}")

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Show a picture to the page, which shows it to whoever sees the blocks."""
        file = self._hub.workspace.files.shown(request.match_info["file"])
        if file is None:
            raise web.HTTPNotFound
        response = web.Response(body=file.content, content_type=f"image/{file.kind}")
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
