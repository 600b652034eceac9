"""Slack's Web API, as far as Airlock needs it, with its errors put into words."""

import http.client
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Protocol
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from app.domain.errors import BadInput, Gone, Transient
from app.domain.message import Block, Message

EVENT_TYPE = "airlock_message"  # letters, digits and _ only, or Slack drops the metadata silently
CLOCKS = timedelta(hours=1)  # how far our clock may be ahead of Slack's
WAIT_MAX = 3600.0  # seconds
LOST = (
    "More was said in the channel since than Airlock looks through for what it may have posted already, so "
    "it posts nothing there."
)
PASSING = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited"}
MENDS = {
    "channel_not_found": "Slack does not know the channel, or the app cannot see it: check `channels` in the "
    "policy, and type `/invite @Airlock` in the channel.",
    "not_in_channel": "The app is not in the channel: type `/invite @Airlock` there.",
    "is_archived": "The channel is archived: name another under `channels` in the policy.",
    "invalid_auth": "Slack refuses SLACK_BOT_TOKEN: copy the Bot User OAuth Token of the installed app.",
    "account_inactive": "SLACK_BOT_TOKEN belongs to an app that was removed: install it again.",
    "token_revoked": "SLACK_BOT_TOKEN was revoked: install the app again and copy its token.",
    "expired_trigger_id": "Slack was too slow to open the dialog; click again.",
    "not_authed": "SLACK_BOT_TOKEN is missing: copy the Bot User OAuth Token of the installed app.",
}


@dataclass(frozen=True)
class Pages:
    """How much is looked through for a message whose posting was in doubt."""

    size: int = 999  # docs.slack.dev/reference/methods/conversations.history: under 1,000
    most: int = 10  # an app may post one message a second in a channel: hours of them


class ChannelBook(Protocol):
    """Where channel names are kept as ids, once resolved."""

    def get(self, name: str) -> str | None: ...
    def put(self, name: str, channel_id: str) -> None: ...


@contextmanager
def translated() -> Iterator[None]:
    """Raise Transient for what may pass, BadInput for what a person has to mend."""
    try:
        yield
    except SlackApiError as error:
        raise _told(error) from error
    except ConnectionRefusedError as error:
        raise Transient("Slack cannot be reached.") from error
    except (URLError, TimeoutError, ConnectionError, http.client.HTTPException, SlackClientError) as error:
        refused = isinstance(getattr(error, "reason", None), ConnectionRefusedError)
        raise Transient("Slack did not answer.", ambiguous=not refused) from error


class Slack:
    """Implements the message half of `ports.Chat`."""

    def __init__(self, client: WebClient, book: ChannelBook, pages: Pages = Pages()) -> None:
        self._client = client
        self._book = book
        self._pages = pages

    def post(self, channel: str, message: Message, mark: str, thread: str | None = None) -> tuple[str, str]:
        with translated():
            answer = self._client.chat_postMessage(
                channel=self.channel_id(channel),
                text=message.text,
                blocks=list(message.blocks),
                thread_ts=thread,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"mark": mark}},
                unfurl_links=False,
                unfurl_media=False,
            )
        return str(answer["channel"]), str(answer["ts"])

    def find(
        self, channel: str, mark: str, since: datetime, thread: str | None = None
    ) -> tuple[str, str] | None:
        """Return where a message of ours with this mark is, posted since; None when it surely is nowhere.

        Raises BadInput when the channel's history does not end within reach: then nobody knows, and trying
        again soon, with page after page, would only slow down everybody else.
        """
        channel_id = self.channel_id(channel)
        with translated():
            me = self._client.auth_test()["user_id"]
            for message in self._history(channel_id, since - CLOCKS, thread):
                if message.get("user") == me and _mark(message) == mark:
                    return channel_id, str(message["ts"])
        return None

    def update(self, channel: str, ts: str, message: Message) -> None:
        with translated():
            self._client.chat_update(channel=channel, ts=ts, text=message.text, blocks=list(message.blocks))

    def link(self, channel: str, ts: str) -> str:
        with translated():
            return str(self._client.chat_getPermalink(channel=channel, message_ts=ts)["permalink"])

    def ask(self, trigger_id: str, view: Block) -> None:
        with translated():
            self._client.views_open(trigger_id=trigger_id, view=view)

    def show_home(self, user_id: str, blocks: Sequence[Block], carried: str = "") -> None:
        view = {"type": "home", "blocks": list(blocks), "private_metadata": carried}
        with translated():
            self._client.views_publish(user_id=user_id, view=view)

    def channel_id(self, channel: str) -> str:
        """Return the id of "#name"; ids pass through. Raises BadInput when nobody knows the name."""
        if not channel.startswith("#"):
            return channel
        known = self._book.get(channel)
        if known is None:
            known = self._look_up(channel)
            self._book.put(channel, known)
        return known

    def _look_up(self, channel: str) -> str:
        with translated():
            pages = self._client.conversations_list(
                types="public_channel,private_channel", exclude_archived=True, limit=1000
            )
            for page in pages:
                for known in page["channels"]:
                    if known["name"] == channel[1:]:
                        return str(known["id"])
        raise BadInput(f"{channel}: {MENDS['channel_not_found']}")

    def _history(self, channel: str, oldest: datetime, thread: str | None) -> Iterator[Mapping[str, Any]]:
        asked: dict[str, Any] = {"channel": channel, "oldest": f"{oldest.timestamp():.6f}"}
        asked["include_all_metadata"] = True  # or Slack keeps the payload to itself
        asked["limit"] = self._pages.size
        if thread is None:
            pages = self._client.conversations_history(**asked)
        else:
            pages = self._client.conversations_replies(**asked, ts=thread)
        for page in islice(pages, self._pages.most):
            yield from page["messages"]
            if not page.get("has_more"):
                return
        raise BadInput(LOST)


def _mark(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    return str((metadata.get("event_payload") or {}).get("mark"))


def _wait(asked: object) -> float:
    """Return the seconds that Slack asks for, within bounds: a whole line waits for so long."""
    text = str(asked)
    return min(float(text), WAIT_MAX) if text.isdecimal() else 1.0


def _told(error: SlackApiError) -> Exception:
    response = error.response
    status, code = response.status_code, str(response.get("error"))
    if status == 429 or code == "ratelimited":  # noqa: PLR2004
        return Transient("Slack asks to slow down.", retry_after=_wait(response.headers.get("Retry-After")))
    if status >= 500 or code in PASSING:  # noqa: PLR2004
        return Transient("Slack has trouble of its own.", ambiguous=True)
    if code == "missing_scope":
        needed = response.get("needed")
        return BadInput(f"The app lacks the scope {needed}: reinstall it from manifest.yml.")
    if code == "message_not_found":
        return Gone("The message was deleted in Slack.")
    if code in {"file_not_found", "file_deleted"}:
        return Gone("The file was deleted in Slack.")
    return BadInput(MENDS.get(code, f"Slack refuses the call with `{code}`."))
