"""Tells Airlock how a run goes: signed, and patiently when Airlock is away."""

import asyncio
import json
import time
from collections.abc import Sequence
from http import HTTPStatus

import aiohttp

from sandbox.ci.ledger import Ledger
from sandbox.ci.promotion import Promotion, State
from sandbox.ci.signature import signed

PAUSES = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8)  # seconds between attempts
WAIT = aiohttp.ClientTimeout(total=5)
# Everything else in 4xx is an answer, and asking again would not change it.
AGAIN = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}


class Reporter:
    def __init__(
        self, ledger: Ledger, secret: str, session: aiohttp.ClientSession, pauses: Sequence[float]
    ) -> None:
        self._ledger = ledger
        self._pauses = pauses
        self._secret = secret
        self._session = session

    async def tell(self, promotion: Promotion, state: State, url: str, detail: str | None = None) -> None:
        """Report `state`, a few times over if need be; how it went goes to the run's log."""
        report = {"state": state, "url": url} | ({"detail": detail} if detail else {})
        for pause in (*self._pauses, None):
            heard, words = await self._attempt(promotion.payload.callback_url, json.dumps(report).encode())
            self._ledger.note(promotion.key, f"telling Airlock “{state}”: {words}")
            if heard or pause is None:
                return
            await asyncio.sleep(pause)

    async def _attempt(self, url: str, body: bytes) -> tuple[bool, str]:
        headers = signed(self._secret, body, time.time()) | {"Content-Type": "application/json"}
        try:
            async with self._session.post(
                url, data=body, headers=headers, timeout=WAIT, allow_redirects=False
            ) as answer:
                return not _is_away(answer.status), f"answered {answer.status}"
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            return False, f"no answer ({type(error).__name__})"


def _is_away(status: int) -> bool:
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in AGAIN
