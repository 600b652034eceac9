"""What a Web API method is given, and what is known about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.slack.arguments import Arguments
from sandbox.slack.hub import Hub
from sandbox.slack.people import App, Channel, Json
from sandbox.slack.refusal import Refusal
from sandbox.slack.workspace import Workspace


@dataclass(frozen=True)
class Request:
    hub: Hub
    app: App  # who calls
    args: Arguments

    @property
    def workspace(self) -> Workspace:
        return self.hub.workspace

    def may(self, scope: str) -> bool:
        return scope in self.hub.scopes(self.app)

    def channel(self) -> Channel:
        """Return the channel argument, which must be an id. Raises Refusal."""
        channel = self.workspace.channels.get(self.args.required("channel"))
        if channel is None or self.is_hidden(channel):
            raise Refusal("channel_not_found")
        return channel

    def check_files(self, blocks: Any, error: str = "invalid_blocks", at: str = "/blocks") -> None:
        """Refuse blocks that show a file which is gone, or not this app's. Raises Refusal."""
        if found := list(self.workspace.files.problems(self.app, blocks, at)):
            raise Refusal.with_messages(error, found)

    def is_hidden(self, channel: Channel) -> bool:
        """Whether the channel does not exist as far as this app can see."""
        is_closed = channel.is_private or channel.is_direct
        return is_closed and self.app.user_id not in channel.members


@dataclass(frozen=True)
class Method:
    run: Callable[[Request], Json]
    scopes: tuple[str, ...] = ()  # any one of them
    token: Literal["xoxb", "xapp"] = "xoxb"  # noqa: S105 - a prefix
    tier: int = 3
