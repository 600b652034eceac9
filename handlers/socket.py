"""Socket Mode for Bolt, on a client of our own: docs/decisions/0001."""

import json
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from slack_bolt import Ack, App, BoltRequest, BoltResponse, Respond
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode.request import SocketModeRequest

from handlers.answers import privately
from handlers.keeper import Keeper
from handlers.link import Json, Link, Pace, Unsent

log = logging.getLogger(__name__)

TAKEN = (
    "Airlock has dealt with this, but its line to Slack ended before it could say so, and Slack may show a "
    "warning. What the card shows is true."
)
AGAIN = "Airlock was just restarting, and nothing was recorded. Please do it again."
OK = 200


class Prompt(Ack):
    """Sends the acknowledgement when a listener gives it; Bolt itself only looks every ten milliseconds."""

    def __init__(self, send: Callable[[BoltResponse], None]) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # Bolt left it untyped
        self._send = send

    def __call__(self, *words: Any, **told: Any) -> BoltResponse:
        response = super().__call__(*words, **told)
        with suppress(Unsent):  # which whoever waits for Bolt finds out too, and tells the person
            self._send(response)
        return response


class Handler:
    """Hands what comes in to Bolt, and Bolt's answer back on the same socket."""

    def __init__(
        self,
        app: App,
        app_token: str,
        threads: int,
        opened: Callable[[], None] = lambda: None,
        pace: Pace = Pace(),  # noqa: B008 - frozen
    ) -> None:
        self._app = app
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="envelope")
        self._keeper = Keeper(app.client, app_token, pace, self._told, opened)

    @property
    def is_connected(self) -> bool:
        return self._keeper.is_connected

    def connect(self) -> None:
        """Begin; `opened` is called whenever a socket is open."""
        self._keeper.start()

    def close(self) -> None:
        """Go on until everything has its answer, say goodbye to Slack, and finish what still came."""
        self._keeper.close()
        self._pool.shutdown(wait=True)

    def _told(self, link: Link, message: Json) -> None:
        request = SocketModeRequest.from_dict(message)
        if request is None:
            return
        if link.awaits(request.envelope_id):
            self._pool.submit(self._answered, link, request).add_done_callback(_complain)
        elif request.type != "events_api":  # which Slack sends again, to whoever is there then
            self._pool.submit(self._say, request, AGAIN).add_done_callback(_complain)

    def _answered(self, link: Link, request: SocketModeRequest) -> None:
        def send(response: BoltResponse) -> None:
            link.answer(request.envelope_id, _answer(request, response))

        headers, context = build_headers(request), {"ack": Prompt(send)}
        asked = BoltRequest(mode="socket_mode", body=request.payload, headers=headers, context=context)
        try:
            response = self._app.dispatch(asked)
            if response.status == OK:
                send(response)
        except Unsent:
            self._say(request, TAKEN)
        finally:
            link.forget(request.envelope_id)

    def _say(self, request: SocketModeRequest, words: str) -> None:
        """Tell the person where Slack lets us: a modal stays open, and Slack says itself to try again."""
        log.warning("envelope not acknowledged", extra={"type": request.type})
        url = request.payload.get("response_url")
        if not isinstance(url, str):
            return
        client = self._app.client
        try:
            privately(Respond(response_url=url, proxy=client.proxy, ssl=client.ssl), words)
        except (OSError, SlackClientError) as problem:
            log.warning("person not told", extra={"why": str(problem)})


def _complain(work: "Future[None]") -> None:
    if problem := work.exception():
        log.error("envelope failed", exc_info=problem)


def _answer(request: SocketModeRequest, response: BoltResponse) -> Json:
    """Return the acknowledgement, as Bolt's own adapters put it."""
    answer: dict[str, Any] = {"envelope_id": request.envelope_id}
    if not response.body:
        return answer
    is_json = response.first_headers().get("content-type", "").startswith("application/json")
    return {**answer, "payload": json.loads(response.body) if is_json else {"text": response.body}}
