"""Looking at the workspace from a test or the demo."""

from collections.abc import Callable
from typing import TypeVar

from sandbox.slack import picture
from sandbox.slack.call import Call
from sandbox.slack.log import Log
from sandbox.slack.message import Message
from sandbox.slack.people import Json, User
from sandbox.slack.running import Running
from sandbox.slack.view import View

T = TypeVar("T")


class NeverHappened(AssertionError):  # noqa: N818 - reads in a test's output
    """What was waited for did not come; the message shows the workspace instead."""


class Reading(Running):
    @property
    def page_url(self) -> str:
        return f"{self._hub.origin}/"

    @property
    def api_url(self) -> str:
        return f"{self._hub.origin}/api/"

    @property
    def bot_token(self) -> str:
        return self._hub.app.bot_token

    @property
    def app_token(self) -> str:
        return self._hub.app.app_token

    def token_of(self, app_id: str) -> str:
        """Return another app's bot token; the app is installed when there is none of this id."""
        return self._on_loop(lambda: self._hub.app_named(app_id).bot_token)

    @property
    def calls(self) -> list[Call]:
        """Every call so far, in order."""
        return self._on_loop(lambda: list(self._hub.calls))

    @property
    def call_count(self) -> int:
        """How many calls there were so far, as long as all are remembered."""
        return len(self._hub.calls)

    @property
    def asked_at(self) -> list[float]:
        """When it was called, away or not, unless connections were refused: seconds since 1970."""
        return self._on_loop(lambda: list(self._hub.asked_at))

    @property
    def connections(self) -> int:
        """How many sockets are open."""
        return self._hub.sockets.count

    def messages(self, channel: str) -> list[Message]:
        """Return what everybody sees in the channel, oldest first; replies are in their threads."""
        return self._on_loop(lambda: [one for one in self._log(channel).shown() if _is_common(one)])

    def message(self, channel: str, ts: str) -> Message:
        return self._on_loop(lambda: self._log(channel).by_ts[ts])

    def thread(self, channel: str, message: str | Message) -> list[Message]:
        """Return the replies to a message, oldest first."""
        ts = message if isinstance(message, str) else message.ts
        return self._on_loop(lambda: [one for one in self._log(channel).thread(ts) if not one.is_ephemeral])

    def ephemerals(self, user: str) -> list[Message]:
        """Return what only this person sees, in all channels, oldest first."""
        return sorted(self._on_loop(lambda: self._ephemerals(user)), key=lambda one: float(one.ts))

    def view(self, user: str) -> View | None:
        """Return the modal that the person sees."""
        return self._on_loop(lambda: self._hub.workspace.modal(self._person(user).id))

    def home(self, user: str) -> list[Json] | None:
        """Return the blocks of the person's Home tab; None before the app published any."""
        home = self._on_loop(lambda: self._hub.workspace.homes.get(self._person(user).id))
        return home.blocks if home else None

    def shows(self, file_id: str) -> bool:
        """Whether the file is there for blocks to show."""
        return self._on_loop(lambda: self._hub.workspace.files.shown(file_id)) is not None

    def state(self, user: str) -> Json:
        """Return what the page would draw for this person."""
        return self._on_loop(lambda: picture.state(self._hub, self._person(user)))

    def wait_for(self, predicate: Callable[[], T], timeout: float = 10) -> T:
        """Return the predicate's first true answer. Raises NeverHappened after `timeout` seconds."""
        answer = self._until(predicate, timeout)
        if answer is None:
            raise NeverHappened(f"not within {timeout:g} s\n{self.dump()}")
        return answer

    def dump(self) -> str:
        """Describe the workspace in lines for people."""
        return self._on_loop(self._described)

    def _described(self) -> str:
        workspace = self._hub.workspace
        lines = [f"connections: {self.connections}"]
        for channel in workspace.channels.values():
            lines += [
                f"#{channel.name}",
                *(f"  {_line(one)}" for one in workspace.logs[channel.id].by_ts.values()),
            ]
        lines += [f"modal of {view.user}: {view.content.get('title')}" for view in workspace.views()]
        lines += [
            "last calls:",
            *(f"  {call.method} → {_short(call.result)}" for call in list(self._hub.calls)[-10:]),
        ]
        return "\n".join(lines)

    def _ephemerals(self, user: str) -> list[Message]:
        person = self._person(user).id
        logs = list(self._hub.workspace.logs.values())
        return [one for log in logs for one in log.by_ts.values() if one.for_user == person]

    def _person(self, name: str) -> User:
        return self._hub.workspace.user(name)

    def _log(self, channel: str) -> Log:
        return self._hub.workspace.logs[self._hub.workspace.channel(channel).id]


def _is_common(message: Message) -> bool:
    return not (message.is_ephemeral or message.is_deleted)


def _line(message: Message) -> str:
    place = "  ↳ " if message.is_reply else ""
    only = f" (only {message.for_user})" if message.for_user else ""
    return f"{place}{message.ts} {message.user}{only}: {message.text[:120]!r}"


def _short(result: Json) -> str:
    return "ok" if result.get("ok") else str(result)
