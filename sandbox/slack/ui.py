"""What the page asks for: the state, live updates, and the acts of the person in front of it."""

import asyncio
from pathlib import Path

from aiohttp import WSMsgType, web

from sandbox.slack import acts, breaking, picture
from sandbox.slack.acts import Press
from sandbox.slack.guard import body
from sandbox.slack.hub import Hub
from sandbox.slack.inputs import KEYS, MANY
from sandbox.slack.people import Json, User
from sandbox.slack.submission import submit
from sandbox.slack.view import View

PAGE = Path(__file__).parent / "page"
FILES = frozenset(path.name for path in PAGE.iterdir())
TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
CHOICES = MANY | {key for key, _ in KEYS.values()}


class Ui:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._viewers: set[asyncio.Event] = set()

    def routes(self) -> list[web.RouteDef]:
        """List the page's own addresses."""
        return [
            web.get("/", self.index),
            web.get(r"/archives/{channel:\w+}/{message:p\d{7,}}", self.permalink),
            web.get("/ui/state", self.state),
            web.get("/ui/live", self.live),
            web.post("/ui/click", self.click),
            web.post("/ui/submit", self.submit),
            web.post("/ui/close", self.close),
            web.post("/ui/command", self.command),
            web.post("/ui/post", self.post),
            web.post("/ui/home", self.home),
            web.post("/ui/faults", self.faults),
            web.get("/page/{name}", self.file),
        ]

    def changed(self) -> None:
        """Wake every open page."""
        for viewer in self._viewers:
            viewer.set()

    async def index(self, _: web.Request) -> web.StreamResponse:
        return _file("index.html")

    async def file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in FILES:
            raise web.HTTPNotFound
        return _file(name)

    async def permalink(self, request: web.Request) -> web.StreamResponse:
        channel, name = request.match_info["channel"], request.match_info["message"]
        raise web.HTTPFound(f"/#channel={channel}&message={name[1:-6]}.{name[-6:]}")

    async def state(self, request: web.Request) -> web.StreamResponse:
        first = next(user for user in self._hub.workspace.users.values() if not user.is_bot)
        viewer = self._person({"as": first.id, **request.query})
        return web.json_response(picture.state(self._hub, viewer))

    async def live(self, request: web.Request) -> web.StreamResponse:
        """Send the state at once and after every change, changes close together as one."""
        viewer = self._person(dict(request.query))
        socket = web.WebSocketResponse(heartbeat=20, compress=False)  # it never leaves this machine
        await socket.prepare(request)
        woken = asyncio.Event()
        woken.set()
        self._viewers.add(woken)
        sending = asyncio.create_task(self._send(socket, viewer.id, woken))
        try:
            async for frame in socket:
                if frame.type is not WSMsgType.TEXT:
                    break
        finally:
            self._viewers.discard(woken)
            sending.cancel()
        return socket

    async def _send(self, socket: web.WebSocketResponse, viewer: str, woken: asyncio.Event) -> None:
        while not socket.closed:
            await woken.wait()
            woken.clear()
            state = picture.state(self._hub, self._hub.workspace.users[viewer])
            await socket.send_json({"type": "state", "state": state})
            await asyncio.sleep(self._hub.timing.page.total_seconds())

    async def click(self, request: web.Request) -> web.StreamResponse:
        given = await body(request)
        user, press = self._person(given), _press(given)
        if given.get("view_id"):
            view = self._view(user, given["view_id"])
            outcome = await acts.click_in_view(self._hub, view, press, given.get("values") or {})
        else:
            channel = self._hub.workspace.channel(given["channel"])
            message = self._hub.workspace.message(channel.id, given["message_ts"])
            outcome = await acts.click(self._hub, user, message, press)
        return web.json_response({"acked": outcome.acked})

    async def submit(self, request: web.Request) -> web.StreamResponse:
        given = await body(request)
        view = self._view(self._person(given), given["modal_id"])
        outcome = await submit(self._hub, view, given.get("values") or {})
        return web.json_response({"errors": outcome.errors, "acked": outcome.acked})

    async def close(self, request: web.Request) -> web.StreamResponse:
        given = await body(request)
        self._view(user := self._person(given), given["modal_id"])
        await acts.close(self._hub, user)
        return web.json_response({})

    async def command(self, request: web.Request) -> web.StreamResponse:
        given = await body(request)
        channel = self._hub.workspace.channel(given["channel"])
        outcome = await acts.command(self._hub, self._person(given), channel, str(given["text"]))
        return web.json_response({"acked": outcome.acked})

    async def post(self, request: web.Request) -> web.StreamResponse:
        given = await body(request)
        channel = self._hub.workspace.channel(given["channel"])
        message = acts.post(
            self._hub, self._person(given), channel, str(given["text"]), given.get("thread_ts")
        )
        return web.json_response({"ts": message.ts})

    async def home(self, request: web.Request) -> web.StreamResponse:
        acts.open_home(self._hub, self._person(await body(request)))
        return web.json_response({})

    async def faults(self, request: web.Request) -> web.StreamResponse:
        await breaking.from_page(self._hub, await body(request))
        return web.json_response({"faults": self._hub.faults.described()})

    def _person(self, given: Json) -> User:
        return self._hub.workspace.user(str(given["as"]))

    def _view(self, user: User, view_id: str) -> View:
        for view in self._hub.workspace.views():
            if view.id == view_id and view.user == user.id:
                return view
        raise LookupError("that view is no longer open")


def _press(given: Json) -> Press:
    chosen = {key: given[key] for key in CHOICES if key in given}
    return Press(given["action_id"], given.get("block_id"), chosen or given.get("value"))


def _file(name: str) -> web.Response:
    """Return a file of the page whole: read in one go, no reader who leaves can keep it open."""
    kind = TYPES[name.rpartition(".")[2]]
    return web.Response(body=(PAGE / name).read_bytes(), content_type=kind, charset="utf-8")
