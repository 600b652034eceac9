"""What the core may ask of Slack: to say something, to draw it anew, and to ask a person."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from app.domain.message import Block, Message
from app.ports.people import Directory


class Chat(Directory, Protocol):
    """Slack, as far as Airlock needs it. Calls raise Transient, or BadInput for what people must mend."""

    def post(self, channel: str, message: Message, mark: str, thread: str | None = None) -> tuple[str, str]:
        """Post once; return channel id and ts. `mark` is kept in the message's metadata."""

    def find(
        self, channel: str, mark: str, since: datetime, thread: str | None = None
    ) -> tuple[str, str] | None:
        """Return channel id and ts of an own message with that mark, posted since then."""

    def update(self, channel: str, ts: str, message: Message) -> None:
        """Redraw a message whole."""

    def link(self, channel: str, ts: str) -> str:
        """Return the permalink of a message."""

    def zone(self, user_id: str) -> str | None:
        """Return the name of the time zone somebody lives in, "Europe/Berlin"; None when nobody knows it."""

    def mentions(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return for each of the policy's names the id that calls it; a name nobody has stays a name."""

    def ask(self, trigger_id: str, view: Block) -> None:
        """Open a modal for who clicked; within three seconds of the click."""

    def show_home(self, user_id: str, blocks: Sequence[Block], carried: str = "") -> None:
        """Publish somebody's App Home; `carried` comes back with every click in it."""
