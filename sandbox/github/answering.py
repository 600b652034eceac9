"""One call from end to end: who calls, may they, is it in form, and the answer."""

from dataclasses import replace
from typing import Any

from sandbox.github.body import etag, parsed, rendered
from sandbox.github.caller import Caller
from sandbox.github.description import Description, Operation
from sandbox.github.entry import admit, locate
from sandbox.github.hub import Hub
from sandbox.github.identity import caller_of
from sandbox.github.incoming import Incoming
from sandbox.github.matching import Match, Matcher
from sandbox.github.refusal import Json, Refusal, not_found
from sandbox.github.reply import Reply
from sandbox.github.request import Request
from sandbox.github.routes import ROUTES
from sandbox.github.violation import Call, Violation

VERSIONS = ("2022-11-28", "2026-03-10")  # docs.github.com/en/rest/about-the-rest-api/api-versions
OK = 200
NOT_MODIFIED = 304
FREE = frozenset({"GET /rate_limit"})  # does not count against the limit


class Answering:
    """Used under the hub's lock."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._description = Description()
        if missing := self._description.missing(iter(ROUTES)):
            raise LookupError(f"not in openapi.json, cut it again: {', '.join(missing)}")
        self._matcher = Matcher(ROUTES)

    def operation(self, incoming: Incoming) -> str:
        """Return "METHOD /template", or the path itself when GitHub has no such operation."""
        found = self._match(incoming)
        return found.operation if found else f"{incoming.method} {incoming.path}"

    def answer(self, incoming: Incoming) -> Reply:
        """Answer, and remember that it was asked."""
        caller = Caller("nobody")
        try:
            caller = caller_of(self._hub, incoming.headers.get("authorization", ""))
            reply = self._limited(incoming, caller)
        except Refusal as refusal:
            reply = Reply(refusal.data(), refusal.status, refusal.headers)
        except Exception as bug:  # noqa: BLE001 - ours; whoever holds the violations to be none learns of it
            self._violated(self.operation(incoming), f"our answer: {bug!r}")
            reply = Reply(Refusal(500, "Server Error").data(), 500)
        self.remember(incoming, reply.status, caller.rate_key)
        return replace(reply, headers=self._headers(caller) | dict(reply.headers))

    def remember(self, incoming: Incoming, status: int, caller: str) -> None:
        method, _, path = self.operation(incoming).partition(" ")
        self._hub.calls.append(Call(method, path, status, incoming.path, caller))

    def _limited(self, incoming: Incoming, caller: Caller) -> Reply:
        found = self._match(incoming)
        is_free = found is not None and found.operation in FREE
        if not is_free:
            self._hub.rates.take(caller.rate_key, self._hub.now())
        reply = self._conditional(incoming, self._called(incoming, caller, found))
        if reply.status == NOT_MODIFIED and not is_free:
            self._hub.rates.give_back(caller.rate_key)
        return reply

    def _called(self, incoming: Incoming, caller: Caller, found: Match | None) -> Reply:
        _check_version(incoming)
        if found is None:
            self._violated(f"{incoming.method} {incoming.path}", "GitHub has no such operation")
            raise not_found()
        route = ROUTES[found.operation]
        repository = locate(self._hub, caller, incoming, found.parameters)
        admit(caller, route, repository)
        request = self._read(incoming, found, caller)
        reply = route.run(replace(request, repository=repository))
        if reply.raw is None:
            for words in self._description[found.operation].check_answer(reply.status, reply.data):
                self._violated(found.operation, f"our answer: {words}")
        return reply

    def _read(self, incoming: Incoming, found: Match, caller: Caller) -> Request:
        described = self._description[found.operation]
        try:
            query, body = _checked(described, incoming, found)
        except Refusal as refusal:
            self._violated(found.operation, refusal.message)
            raise
        for name in described.unknown(incoming.query):
            self._violated(found.operation, f"GitHub ignores the query parameter {name}")
        return Request(
            self._hub, found.operation, caller, incoming.url, found.parameters, query, body, incoming.headers
        )

    def _conditional(self, incoming: Incoming, reply: Reply) -> Reply:
        if incoming.method != "GET" or reply.status != OK:
            return reply
        tag = etag(rendered(reply))
        headers = dict(reply.headers) | {"ETag": tag, "Cache-Control": "private, max-age=60, s-maxage=60"}
        is_same = tag.removeprefix("W/") in incoming.headers.get("if-none-match", "")
        return replace(reply, headers=headers, status=NOT_MODIFIED if is_same else OK)

    def _headers(self, caller: Caller) -> dict[str, str]:
        return {"X-GitHub-Media-Type": "github.v3", "X-GitHub-Request-Id": f"{len(self._hub.calls):X}"} | (
            self._hub.rates.headers(caller.rate_key, self._hub.now())
        )

    def _match(self, incoming: Incoming) -> Match | None:
        return self._matcher.match(incoming.method, self._hub.current_path(incoming.path))

    def _violated(self, operation: str, message: str) -> None:
        self._hub.violations.append(Violation(operation, message))


def _checked(described: Operation, incoming: Incoming, found: Match) -> tuple[Json, Json]:
    described.check_path(found.parameters)
    query = described.query(incoming.query)
    body: Any = parsed(incoming.body)
    described.check_body(body, is_there=bool(incoming.body))
    if not isinstance(body, dict):
        raise Refusal(400, "Body should be a JSON object")
    return query, body


def _check_version(incoming: Incoming) -> None:
    asked = incoming.headers.get("x-github-api-version", VERSIONS[0])
    if asked not in VERSIONS:
        raise Refusal(400, f"The API version {asked!r} is not supported: {', '.join(VERSIONS)} are.")
