"""Keeps a socket to Slack open: a new one before the old one goes, and patiently after a break."""

import http.client
import logging
import random
import time
from collections.abc import Callable
from threading import Event, Thread

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from handlers.link import BROKEN, Json, Link, Pace

log = logging.getLogger(__name__)

UNREACHED = (*BROKEN, SlackClientError, SlackApiError, http.client.HTTPException)
LONGEST = 200  # characters of why it does not work: the library repeats whatever page was answered
Told = Callable[[Link, Json], None]


class Keeper:
    """One thread sees to it that there is a socket; one more reads each."""

    def __init__(
        self, client: WebClient, app_token: str, pace: Pace, told: Told, opened: Callable[[], None]
    ) -> None:
        self._client, self._app_token, self._pace = _impatient(client, pace), app_token, pace
        self._told, self._opened = told, opened
        self._links: tuple[Link, ...] = ()  # the newest is the last; the others are leaving
        self._is_ending = Event()
        self._tries = 0  # in a row, none of which brought a socket that lasted
        self._thread = Thread(target=self._keep, name="socket keeper", daemon=True)

    @property
    def is_connected(self) -> bool:
        return any(not (link.ended.is_set() or link.is_leaving) for link in self._links)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Leave in order: see `Link.leave`. Bounded by the pace."""
        self._is_ending.set()
        for link in self._links:
            link.over.set()
        self._thread.join(2 * self._pace.answer)
        for link in self._links:
            link.leave()
        for link in self._links:
            link.ended.wait(self._pace.farewell + self._pace.quiet)

    def _keep(self) -> None:
        while not self._is_ending.is_set():
            self._tries += 1
            try:
                self._hold()
            except Exception:  # this thread alone sees to it that there is a socket
                log.exception("no socket to Slack")
                self._pause(self._pace.away)

    def _hold(self) -> None:
        """Open one, and wait until another is needed."""
        link = self._open()
        if link is None:
            return
        self._take(link)
        if not self._is_ending.is_set():
            link.over.wait()
        if time.monotonic() - link.opened_at >= self._pace.steady:
            self._tries = 0
        if self._tries > 1:
            self._pause(self._pace.storm)

    def _open(self) -> Link | None:
        """Open one; None when it did not work, after a pause."""
        try:
            answer = self._client.apps_connections_open(app_token=self._app_token)
            return Link.open(str(answer["url"]), self._pace)
        except UNREACHED as problem:
            if self._tries == 1:
                log.warning("no socket to Slack", extra={"why": str(problem)[:LONGEST]})
            self._pause(self._pace.away, _asked(problem))
        return None

    def _pause(self, most: float, asked: float = 0.0) -> None:
        """Wait before another try, longer each time; with jitter, for everybody comes back at once."""
        growing = min(self._pace.first * 2 ** min(self._tries - 1, 10), most)
        wait = max(growing * random.uniform(0.5, 1), min(asked, self._pace.asked))  # noqa: S311 - no secret
        self._pace.rest(self._is_ending, wait)

    def _take(self, link: Link) -> None:
        """Let this one be the current one, and only then ask the older ones to go."""
        older = tuple(each for each in self._links if not each.ended.is_set())
        self._links = (*older, link)
        Thread(target=link.hand_on, args=(self._heard,), name="socket reader", daemon=True).start()
        log.info("socket open", extra={"tries": self._tries})
        self._opened()
        for each in older:
            Thread(target=each.leave, name="socket leaving", daemon=True).start()

    def _heard(self, link: Link, message: Json) -> None:
        if message.get("type") == "disconnect":
            log.info("socket to be renewed", extra={"why": str(message.get("reason"))})
            link.over.set()
        else:
            self._told(link, message)


def _impatient(client: WebClient, pace: Pace) -> WebClient:
    """Return a client that soon gives up, and leaves it to us to say what failed."""
    silent = logging.getLogger(f"{__name__}.client")
    silent.setLevel(logging.CRITICAL)
    return WebClient(
        base_url=client.base_url,
        timeout=max(1, round(pace.answer)),
        ssl=client.ssl,
        proxy=client.proxy,
        headers=client.headers,
        logger=silent,
        retry_handlers=[],
    )


def _asked(problem: Exception) -> float:
    """Return the seconds that Slack asks to wait."""
    if not isinstance(problem, SlackApiError):
        return 0.0
    try:
        return max(float(problem.response.headers.get("Retry-After", 0)), 0.0)
    except (AttributeError, TypeError, ValueError):
        return 0.0
