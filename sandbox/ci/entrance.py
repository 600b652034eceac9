"""The CI's HTTP as Airlock meets it: take a promotion, tell how it goes."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from aiohttp import web
from pydantic import BaseModel, ValidationError

from sandbox.ci.fault import ANSWERS, Fault, Kind
from sandbox.ci.ledger import Ledger
from sandbox.ci.pipeline import Pipeline
from sandbox.ci.promotion import Payload, Promotion
from sandbox.ci.signature import is_genuine

KEY = "Idempotency-Key"
KEY_MAX = 255  # characters; what Stripe allows


class Entrance:
    def __init__(self, secret: str, ledger: Ledger, pipeline: Pipeline, origin: str) -> None:
        self._secret = secret
        self._ledger = ledger
        self._pipeline = pipeline
        self._origin = origin

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/promote", self.promote), web.get("/promotions/{key}", self.tell)]

    async def promote(self, request: web.Request) -> web.Response:
        """Begin a promotion, once per key; the armed fault decides how that is answered."""
        body = await self._genuine(request)
        key, payload = _key(request), read(Payload, body)
        self._check_same(key, payload)
        fault = self._ledger.take_fault(ANSWERS)
        if fault and fault.kind in EARLY:
            return EARLY[fault.kind](request, fault)
        promotion = self._pipeline.accept(key, payload)
        if fault and fault.kind is Kind.DROP_AFTER:
            return _dropped(request, fault)
        if fault:
            await self._hold(promotion, fault)
        return self._accepted(promotion)

    async def tell(self, request: web.Request) -> web.Response:
        """Say how a promotion stands."""
        await self._genuine(request)
        promotion = self._ledger.get(request.match_info["key"])
        if promotion is None:
            return refused(404, "no promotion has this key")
        url = self._pipeline.run_url(promotion)
        return web.json_response({"state": promotion.state, "url": url, "detail": promotion.detail})

    async def _hold(self, promotion: Promotion, fault: Fault) -> None:
        match fault.kind:
            case Kind.LATE:
                await asyncio.sleep(fault.seconds)
            case Kind.SILENT:
                await asyncio.Event().wait()  # until the caller, or the sandbox, goes away
            case Kind.REPORT_FIRST:
                await self._pipeline.ended(promotion.key)
            case _:
                pass

    def _accepted(self, promotion: Promotion) -> web.Response:
        status_url = f"{self._origin}/promotions/{quote(promotion.key, safe='')}"
        answer = {"status_url": status_url, "url": self._pipeline.run_url(promotion)}
        return web.json_response(answer, status=202)

    async def _genuine(self, request: web.Request) -> bytes:
        body = await request.read()
        if not is_genuine(self._secret, body, request.headers, time.time()):
            raise web.HTTPUnauthorized(text=_error("the signature is wrong, or too old"), content_type=JSON)
        return body

    def _check_same(self, key: str, payload: Payload) -> None:
        known = self._ledger.get(key)
        if known and known.payload != payload:
            raise _unprocessable(f"{KEY}: was used for another promotion")


JSON = "application/json"
Model = TypeVar("Model", bound=BaseModel)


def refused(status: int, words: str) -> web.Response:
    return web.json_response({"error": words}, status=status)


def read(model: type[Model], body: bytes) -> Model:
    """Parse a body. Raises HTTPUnprocessableEntity that names the field."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        field = first["loc"][0] if first["loc"] else "body"
        raise _unprocessable(f"{field}: {first['msg']}") from None


def _key(request: web.Request) -> str:
    key = request.headers.get(KEY, "")
    if not 1 <= len(key) <= KEY_MAX or not key.isprintable():
        raise _unprocessable(f"{KEY}: is missing, too long, or not printable")
    return key


def _unprocessable(words: str) -> web.HTTPUnprocessableEntity:
    return web.HTTPUnprocessableEntity(text=_error(words), content_type=JSON)


def _error(words: str) -> str:
    return json.dumps({"error": words})


def _dropped(request: web.Request, _fault: Fault) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()


def _failed(_request: web.Request, fault: Fault) -> web.Response:
    return refused(fault.code, fault.reason)


# Faults that answer without effect.
EARLY: dict[Kind, Callable[[web.Request, Fault], web.Response]] = {
    Kind.DROP_BEFORE: _dropped,
    Kind.ERROR: _failed,
    Kind.REFUSE: _failed,
}
