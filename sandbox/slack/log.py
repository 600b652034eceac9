"""The messages of one channel, in order, with their threads."""

from collections import defaultdict
from dataclasses import dataclass, field

from sandbox.slack.message import Message


@dataclass
class Log:
    by_ts: dict[str, Message] = field(default_factory=dict)
    top: dict[str, None] = field(default_factory=dict)  # ts of what the channel shows, oldest first
    replies: defaultdict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def put(self, message: Message) -> None:
        """Add the message, or replace the one of the same ts."""
        is_new = message.ts not in self.by_ts
        self.by_ts[message.ts] = message
        if is_new and message.thread_ts and message.is_reply:
            self.replies[message.thread_ts][message.ts] = None
        if is_new and (not message.is_reply or message.is_broadcast):
            self.top[message.ts] = None

    def remove(self, ts: str) -> None:
        message = self.by_ts.pop(ts)
        self.top.pop(ts, None)
        if message.thread_ts:
            self.replies[message.thread_ts].pop(ts, None)

    def shown(self) -> list[Message]:
        """Return what the channel shows, oldest first."""
        return [self.by_ts[ts] for ts in self.top]

    def newest(self, count: int) -> list[Message]:
        return [self.by_ts[ts] for ts in list(self.top)[-count:]]

    def thread(self, ts: str) -> list[Message]:
        """Return the replies to a message, oldest first, without the message itself."""
        return [self.by_ts[reply] for reply in self.replies.get(ts, ())]
