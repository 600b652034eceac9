"""The local GitHub's pages over HTTP: drawn under the hub's lock, off the loop."""

from collections.abc import Awaitable, Callable
from importlib.resources import files

from aiohttp import web

from sandbox.github.actions.plan import Fate
from sandbox.github.git import GitFailed
from sandbox.github.hub import Hub
from sandbox.github.pages import checks, deployments, home, pull, run
from sandbox.github.repository import Repository
from sandbox.github.wire import in_thread

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
TYPES = {"page.css": "text/css", "page.js": "text/javascript"}
FATES = {"fail": Fate(fails="The smoke test answered 500"), "hang": Fate(hangs=True)}
NUMBER = "[0-9]{1,15}"

Draw = Callable[[Hub, Repository, web.Request], str]  # raises LookupError


class Pages:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def routes(self) -> list[web.RouteDef]:
        base = "/{owner}/{repo:[^/]+}"
        drawn: dict[str, Draw] = {
            base: lambda hub, one, _: home.runs(hub, one),
            f"{base}/actions": lambda hub, one, _: home.runs(hub, one),
            f"{base}/actions/runs/{{run:{NUMBER}}}": _run,
            f"{base}/actions/runs/{{run:{NUMBER}}}/job/{{job:{NUMBER}}}": _run,
            f"{base}/deployments": lambda hub, one, _: deployments.deployments(hub, one),
            f"{base}/deployments/activity_log": lambda hub, one, _: deployments.deployments(hub, one),
            f"{base}/commit/{{sha:[0-9a-f]{{40}}}}": _commit,
            f"{base}/pull/{{number:{NUMBER}}}": _pull,
            f"{base}/runs/{{check:{NUMBER}}}": _check,
        }
        return [
            web.get("/", self.home),
            web.get("/ui/{name:page\\.(?:css|js)}", self.asset),
            web.post("/ui/faults", self.arm),
            *(web.get(path, self._page(draw)) for path, draw in drawn.items()),
        ]

    async def home(self, _request: web.Request) -> web.Response:
        return _answer(await in_thread(lambda: self._drawn(home.home)))

    async def asset(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        body = (files("sandbox.github.pages") / name).read_bytes()
        return web.Response(body=body, content_type=TYPES[name], charset="utf-8")

    async def arm(self, request: web.Request) -> web.Response:
        """Say how the next run goes. JSON only, because a foreign page cannot send that unasked."""
        if request.content_type != "application/json":
            return web.json_response({"error": "send application/json"}, status=415)
        given = await request.json()
        kind = given.get("kind") if isinstance(given, dict) else None
        if kind not in {*FATES, "none"}:
            return web.json_response({"error": "kind is fail, hang or none"}, status=422)
        await in_thread(lambda: self._arm(kind))
        return web.Response(status=204)

    def _arm(self, kind: str) -> None:
        with self._hub.lock:
            if kind == "none":
                self._hub.actions.fates.clear()
            else:
                self._hub.actions.fates.append(FATES[kind])
        self._hub.changed()

    def _page(self, draw: Draw) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.Response:
            full_name = "{owner}/{repo}".format(**request.match_info)
            try:
                text = await in_thread(
                    lambda: self._drawn(lambda hub: draw(hub, hub.repository(full_name), request))
                )
            except (LookupError, GitFailed):
                return web.Response(status=404, text="Not Found")
            return _answer(text)

        return serve

    def _drawn(self, draw: Callable[[Hub], str]) -> str:
        with self._hub.lock:
            return draw(self._hub)


def _run(hub: Hub, repository: Repository, request: web.Request) -> str:
    held = hub.actions.ledger.runs[int(request.match_info["run"])]
    if held.repository != repository.id:
        raise LookupError
    return run.run(hub, repository, held)


def _commit(hub: Hub, repository: Repository, request: web.Request) -> str:
    sha = request.match_info["sha"]
    if repository.git.sha(sha) != sha:
        raise LookupError
    return checks.commit(hub, repository, sha, home.subject(repository, sha))


def _pull(hub: Hub, repository: Repository, request: web.Request) -> str:
    return pull.pull(hub, repository, repository.pulls[int(request.match_info["number"])])


def _check(hub: Hub, repository: Repository, request: web.Request) -> str:
    held = hub.checks.runs[int(request.match_info["check"])]
    if held.repository != repository.id:
        raise LookupError
    return checks.check_page(repository, held)


def _answer(text: str) -> web.Response:
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return web.Response(text=text, content_type="text/html", headers=headers)
