"""What Slack hands out for a short time: trigger ids and response URLs."""

import secrets
import time
from dataclasses import dataclass

from sandbox.slack.refusal import Refusal
from sandbox.slack.timing import Timing

KEPT = 3600  # seconds; what is older is forgotten altogether
USES = 5  # of one response_url; docs.slack.dev/interactivity/handling-user-interaction


@dataclass
class Trigger:
    user: str
    issued: float  # time.monotonic()
    view_id: str | None  # the modal that it was issued in
    is_used: bool = False


@dataclass
class ResponseUrl:
    channel: str
    user: str
    issued: float  # time.monotonic()
    message_ts: str | None  # what replace_original replaces
    thread_ts: str | None = None
    uses: int = 0


class Tickets:
    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._triggers: dict[str, Trigger] = {}
        self._urls: dict[str, ResponseUrl] = {}

    def trigger(self, user: str, view_id: str | None = None) -> str:
        """Issue a trigger id."""
        self._forget()
        name = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**9)}.{secrets.token_hex(16)}"
        self._triggers[name] = Trigger(user, time.monotonic(), view_id)
        return name

    def redeem(self, name: str) -> Trigger:
        """Use a trigger id up. Raises Refusal."""
        trigger = self._triggers.get(name)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.is_used:
            raise Refusal("exchanged_trigger_id")
        if time.monotonic() - trigger.issued > self._timing.trigger.total_seconds():
            raise Refusal("expired_trigger_id")
        trigger.is_used = True
        return trigger

    def response_url(self, channel: str, user: str, message_ts: str | None, thread_ts: str | None) -> str:
        """Issue the secret part of a response URL."""
        name = secrets.token_urlsafe(18)
        self._urls[name] = ResponseUrl(channel, user, time.monotonic(), message_ts, thread_ts)
        return name

    def respond(self, name: str) -> ResponseUrl:
        """Use a response URL once. Raises Refusal."""
        url = self._urls.get(name)
        if url is None or url.uses >= USES:
            raise Refusal("used_url")
        if time.monotonic() - url.issued > self._timing.response_url.total_seconds():
            raise Refusal("expired_url")
        url.uses += 1
        return url

    def _forget(self) -> None:
        too_old = time.monotonic() - KEPT
        for kept in (self._triggers, self._urls):
            for name in [name for name, one in kept.items() if one.issued < too_old][:100]:
                del kept[name]
