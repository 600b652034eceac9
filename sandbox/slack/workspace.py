"""What the workspace knows: people, channels, messages, open modals and Home tabs. No HTTP, no asyncio."""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace

from sandbox.slack.files import Files
from sandbox.slack.log import Log
from sandbox.slack.message import Message
from sandbox.slack.people import App, Channel, Group, User
from sandbox.slack.refusal import Refusal
from sandbox.slack.seed import Seed
from sandbox.slack.view import View


class Workspace:
    """One team's state. `changed` is called after every change."""

    def __init__(self, seed: Seed, changed: Callable[[], None] = lambda: None) -> None:
        self.team_id, self.team_name = seed.team_id, seed.team_name
        self.app = seed.app
        self.apps: dict[str, App] = {app.id: app for app in (seed.app, *seed.other_apps)}
        self.users: dict[str, User] = {user.id: user for user in seed.users}
        self.groups: dict[str, Group] = {group.id: group for group in seed.groups}
        self.channels: dict[str, Channel] = {channel.id: channel for channel in seed.channels}
        self.logs: defaultdict[str, Log] = defaultdict(Log)
        self.modals: dict[str, list[View]] = {}  # user id → open modals, the top one last
        self.homes: dict[str, View] = {}  # user id → Home tab
        self.files = Files()
        self.changed = changed
        self._last_ts = 0

    def new_ts(self) -> str:
        """Return a moment that no other message has."""
        self._last_ts = max(int(time.time() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def user(self, name: str) -> User:
        """Find a person by id or handle. Raises Refusal."""
        wanted = name.removeprefix("@").lower()
        for user in self.users.values():
            if name == user.id or wanted == user.name:
                return user
        raise Refusal("user_not_found")

    def channel(self, name: str) -> Channel:
        """Find a channel by id or name. Raises Refusal."""
        if name in self.channels:
            return self.channels[name]
        wanted = name.removeprefix("#")
        for channel in self.channels.values():
            if wanted == channel.name and not channel.is_direct:
                return channel
        raise Refusal("channel_not_found")

    def direct(self, person: str, bot: str) -> Channel:
        """Open, or find, the direct conversation of a person and a bot."""
        key = f"D{self.user(person).id[1:]}{'' if bot == self.app.user_id else bot[1:]}"
        if key not in self.channels:
            self.channels[key] = Channel(key, self.user(bot).name, members=frozenset({person, bot}))
        return self.channels[key]

    def message(self, channel: str, ts: str) -> Message:
        """Find a message by channel id and ts. Raises Refusal."""
        if ts not in self.logs[channel].by_ts:
            raise Refusal("message_not_found")
        return self.logs[channel].by_ts[ts]

    def put(self, message: Message) -> Message:
        self.logs[message.channel].put(message)
        self.changed()
        return message

    def remove(self, message: Message) -> None:
        """Delete the message; where there are replies, their thread keeps a tombstone."""
        log = self.logs[message.channel]
        if log.thread(message.ts):
            words = "This message was deleted."
            log.put(replace(message, text=words, blocks=None, metadata=None, is_deleted=True))
        else:
            log.remove(message.ts)
        self.changed()

    def warn(self, message: Message, user: str, warning: str | None) -> None:
        """Show `user` a warning beside the message, or take it away."""
        if message.warnings.get(user) == warning or message.ts not in self.logs[message.channel].by_ts:
            return
        warnings = {**message.warnings, user: warning} if warning else _without(message.warnings, user)
        self.put(replace(self.logs[message.channel].by_ts[message.ts], warnings=warnings))

    def join(self, channel: Channel, user: str) -> Channel:
        self.put_channel(replace(channel, members=channel.members | {user}))
        return self.channels[channel.id]

    def put_user(self, user: User) -> None:
        self.users[user.id] = user
        self.changed()

    def put_channel(self, channel: Channel) -> None:
        self.channels[channel.id] = channel
        self.changed()

    def put_group(self, group: Group) -> None:
        self.groups[group.id] = group
        self.changed()

    def modal(self, user: str) -> View | None:
        """Return the modal that the user sees."""
        stack = self.modals.get(user)
        return stack[-1] if stack else None

    def views(self) -> list[View]:
        return [view for stack in self.modals.values() for view in stack] + list(self.homes.values())

    def put_view(self, view: View) -> View:
        """Show the view in place of the one with its id."""
        if view.content["type"] == "home":
            self.homes[view.user] = view
        else:
            stack = self.modals.get(view.user, [])
            self.modals[view.user] = [view if one.id == view.id else one for one in stack]
        self.changed()
        return view

    def set_stack(self, user: str, stack: list[View]) -> None:
        self.modals[user] = stack
        self.changed()


def _without(mapping: Mapping[str, str], key: str) -> dict[str, str]:
    return {name: value for name, value in mapping.items() if name != key}
