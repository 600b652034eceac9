"""The CI's HTTP as people and tests meet it: pages, what is live, and faults. Loopback only."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.ci.entrance import read, refused
from sandbox.ci.fault import Fault
from sandbox.ci.ledger import Ledger
from sandbox.ci.page import PAGES, run_page, runs_page

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:"
TYPES = {"page.css": "text/css", "page.js": "text/javascript"}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def loopback_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a name that merely resolves to this machine: it may be a foreign page's DNS."""
    try:
        host = urlsplit(f"//{request.headers.get('Host', '')}").hostname
    except ValueError:
        host = None
    if host not in LOOPBACK:
        return refused(403, "this sandbox answers on loopback names only")
    return await handler(request)


class Window:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.runs),
            web.get("/runs/{number:[0-9]{1,9}}", self.run),
            web.get("/version", self.version),
            web.get("/{name:page\\.(?:css|js)}", self.asset),
            web.post("/faults", self.arm),
            web.delete("/faults", self.disarm),
        ]

    async def runs(self, _request: web.Request) -> web.Response:
        return _page(runs_page(self._ledger))

    async def run(self, request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        promotion = next((p for p in self._ledger.promotions if p.number == number), None)
        return _page(run_page(promotion)) if promotion else refused(404, "there is no such run")

    async def version(self, _request: web.Request) -> web.Response:
        return web.json_response(self._ledger.live)

    async def asset(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        return web.Response(body=(PAGES / name).read_bytes(), content_type=TYPES[name], charset="utf-8")

    async def arm(self, request: web.Request) -> web.Response:
        """Arm a fault. JSON only, because a foreign page cannot send that without asking first."""
        if request.content_type != "application/json":
            return refused(415, "send a fault as application/json")
        self._ledger.arm(read(Fault, await request.read()))
        return web.Response(status=204)

    async def disarm(self, _request: web.Request) -> web.Response:
        self._ledger.disarm()
        return web.Response(status=204)


def _page(html: str) -> web.Response:
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return web.Response(text=html, content_type="text/html", headers=headers)
