"""Response URLs: what an app may say after an interaction without a token."""

import json
from dataclasses import replace

from aiohttp import web

from sandbox.slack import posting
from sandbox.slack.api import cut
from sandbox.slack.arguments import Arguments
from sandbox.slack.content import said
from sandbox.slack.hub import Hub
from sandbox.slack.message import Message
from sandbox.slack.people import Json
from sandbox.slack.refusal import Refusal
from sandbox.slack.tickets import ResponseUrl

METHOD = "response_url"  # the name in the log of calls, and for faults


class Responses:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one POST to a response URL."""
        given: Json = json.loads(await request.text() or "{}")
        fault = self._hub.faults.hit(METHOD)
        if self._hub.is_away or (fault and fault.drop == "before"):
            self._remember(request, given, "never arrived")
            return cut(request)
        if fault and fault.status:
            self._remember(request, given, f"status {fault.status}")
            return web.Response(status=fault.status, headers={"Retry-After": str(fault.retry_after)})
        try:
            say(self._hub, self._hub.tickets.respond(request.match_info["secret"]), given)
        except Refusal as refusal:
            self._remember(request, given, refusal.error)
            return web.Response(status=404, text=refusal.error)
        self._remember(request, given)
        return cut(request) if fault else web.Response(text="ok")

    def _remember(self, request: web.Request, given: Json, error: str = "") -> None:
        """Keep the attempt, with the URL that says which interaction it answers."""
        url = f"{self._hub.origin}{request.path}"
        self._hub.remember(
            METHOD, given | {"response_url": url}, {"ok": False, "error": error} if error else {"ok": True}
        )


def say(hub: Hub, url: ResponseUrl, given: Json) -> None:
    """Do what the body asks: delete or replace the original, or say something new. Raises Refusal."""
    original = hub.workspace.logs[url.channel].by_ts.get(url.message_ts or "")
    if given.get("delete_original"):
        if original:
            hub.workspace.remove(original)
        return
    new = said(Arguments(given))
    if found := list(hub.workspace.files.problems(hub.app, new.blocks, "/blocks")):
        raise Refusal.with_messages("invalid_blocks", found)
    if original and given.get("replace_original"):
        posting.rewrite(hub, original, new)
        return
    draft = posting.by_app(hub, hub.app, hub.workspace.channels[url.channel], new)
    _put(hub, url, draft, given)


def _put(hub: Hub, url: ResponseUrl, draft: Message, given: Json) -> None:
    thread_ts = given.get("thread_ts") or url.thread_ts
    if given.get("response_type") == "in_channel":
        posting.post(hub, replace(draft, thread_ts=thread_ts))
    else:
        hub.workspace.put(replace(draft, thread_ts=thread_ts, for_user=url.user))
