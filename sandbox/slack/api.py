"""POST /api/{method}: reading the call, checking token and scope, failing on request."""

import asyncio
import json
import time
from typing import Any

from aiohttp import web

from sandbox.slack.arguments import Arguments
from sandbox.slack.faults import Fault
from sandbox.slack.hub import Hub
from sandbox.slack.methods import METHODS, Method, Request
from sandbox.slack.people import App, Json
from sandbox.slack.refusal import Refusal


class Api:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of the Web API."""
        name = request.match_info["method"]
        try:
            given = await _given(request)
        except (ValueError, TypeError):
            return web.json_response({"ok": False, "error": "invalid_json"})
        token = str(given.pop("token", "")) or _bearer(request)
        self._hub.asked_at.append(time.time())
        if self._hub.is_away:
            return cut(request)
        fault = self._hub.faults.hit(name)
        if fault is None:
            return self._answer(name, token, given)
        self._hub.changed()
        if fault.drop in {"after", "never"}:
            self._answer(name, token, given)
        if fault.drop == "never":
            await asyncio.Event().wait()  # until the caller, or the sandbox, goes away
        return cut(request) if fault.drop else self._fail(fault, given)

    def call(self, name: str, token: str, given: Json) -> Json:
        """Run one method and remember it. Raises Refusal."""
        method = METHODS.get(name)
        if method is None:
            raise Refusal("unknown_method", req_method=name)
        app = self._hub.app_of(token)
        self._check(method, app, token)
        args = Arguments(given)
        if seconds := self._hub.rates.wait(app.id, name, args.text("channel"), method.tier):
            raise Refusal("ratelimited", retry_after=seconds)
        return {"ok": True} | method.run(Request(self._hub, app, args))

    def _answer(self, name: str, token: str, given: Json) -> web.Response:
        try:
            result = self.call(name, token, given)
        except Refusal as refusal:
            result = {"ok": False, "error": refusal.error} | refusal.details
        self._hub.remember(name, given, result)
        return self._response(result)

    def _response(self, result: Json) -> web.Response:
        headers = {"x-oauth-scopes": ",".join(sorted(self._hub.manifest.scopes))}
        if result.get("error") == "ratelimited":
            headers["Retry-After"] = str(result.pop("retry_after"))
            return web.json_response(result, status=429, headers=headers)
        return web.json_response(result, headers=headers)

    def _check(self, method: Method, app: App, token: str) -> None:
        if not token.startswith(method.token):
            raise Refusal("not_allowed_token_type")
        provided = self._hub.scopes(app)
        if method.scopes and not provided.intersection(method.scopes):
            needed = ",".join(method.scopes)
            raise Refusal("missing_scope", needed=needed, provided=",".join(sorted(provided)))

    def _fail(self, fault: Fault, given: Json) -> web.Response:
        error = fault.error or ("ratelimited" if fault.status == 429 else "internal_error")  # noqa: PLR2004 - HTTP
        result = {"ok": False, "error": error}
        self._hub.remember(fault.method, given, result)
        if fault.status == 429:  # noqa: PLR2004 - HTTP
            return web.json_response(result, status=429, headers={"Retry-After": str(fault.retry_after)})
        return web.json_response(result, status=fault.status or 200)


def cut(request: web.Request) -> web.Response:
    """End the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=502)  # nobody reads it


async def _given(request: web.Request) -> Json:
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        body = await request.text()
        given |= json.loads(body) if body else {}
    elif request.can_read_body:
        given |= dict(await request.post())
    return given


def _bearer(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
