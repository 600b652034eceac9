"""Doing what people and other apps do, from a test or the demo."""

import copy
from collections.abc import Sequence
from typing import Any

from sandbox.slack import acts, load, submission
from sandbox.slack.acts import Outcome, Press
from sandbox.slack.arguments import Arguments
from sandbox.slack.inputs import Values
from sandbox.slack.load import Clicked, Clicking
from sandbox.slack.message import Message
from sandbox.slack.methods import METHODS, Request
from sandbox.slack.people import Channel, Group, Json, User
from sandbox.slack.reading import Reading
from sandbox.slack.view import View

APPROVAL = "#deploy-approval"


class Acting(Reading):
    """People are named by handle or id, channels by name or id."""

    def click(
        self, user: str, message: Message | str, action_id: str, channel: str = APPROVAL, value: Any = None
    ) -> Outcome:
        """Use an element of a message and wait for the app's acknowledgement.

        A Message is clicked as it looked when it was read, as in a window that is out of date; a ts as
        it looks now. `value` is an option's value for a select, and tells buttons of one action id apart.
        Raises LookupError when there is no such element.
        """
        seen = self.message(channel, message) if isinstance(message, str) else message
        person, press = self._person(user), Press(action_id, value=value)
        return self._wait(acts.click(self._hub, person, seen, press))

    def click_evenly(self, clicks: Sequence[tuple[str, Message]], action_id: str, rate: float) -> Clicked:
        """Let people click so many times a second, whether or not the app keeps up."""
        wanted = [Clicking(self._person(user), seen, Press(action_id)) for user, seen in clicks]
        return self._wait(load.click(self._hub, wanted, rate))

    def click_home(self, user: str, action_id: str, value: Any = None) -> Outcome:
        """Use an element of the person's Home tab."""
        home = self._hub.workspace.homes.get(self._person(user).id)
        if home is None:
            raise LookupError(f"{user} has no Home tab yet")
        return self._wait(acts.click_in_view(self._hub, home, Press(action_id, value=value), {}))

    def click_view(
        self, user: str, action_id: str, value: Any = None, values: Values | None = None
    ) -> Outcome:
        """Use an element of the open modal, with the inputs filled in so far."""
        view = self._open(user)
        return self._wait(acts.click_in_view(self._hub, view, Press(action_id, value=value), values or {}))

    def submit(self, user: str, values: Values | None = None) -> dict[str, str] | None:
        """Submit the open modal: {block_id: {action_id: value}}; return the errors shown, if any."""
        done = self._wait(submission.submit(self._hub, self._open(user), values or {}))
        if not done.acked and not done.errors:
            return {"": submission.TROUBLE}
        return dict(done.errors) if done.errors else None

    def close_view(self, user: str) -> None:
        self._wait(acts.close(self._hub, self._person(user)))

    def command(self, user: str, command: str, text: str = "", channel: str = "#deploys") -> Outcome:
        """Send a slash command and wait for the app's acknowledgement."""
        where = self._hub.workspace.channel(channel)
        return self._wait(acts.command(self._hub, self._person(user), where, f"{command} {text}".strip()))

    def open_home(self, user: str) -> None:
        """Look at the app's Home tab; the app hears of it and publishes in its own time."""
        self._on_loop(lambda: acts.open_home(self._hub, self._person(user)))

    def post(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        where = self._hub.workspace.channel(channel)
        return self._on_loop(lambda: acts.post(self._hub, self._person(user), where, text, thread_ts))

    def post_as_app(
        self, app_id: str, channel: str, text: str, metadata: Json | None = None, **more: Any
    ) -> Message:
        """Let another app call chat.postMessage; `more` are further arguments of it."""
        given = copy.deepcopy({"channel": channel, "text": text, "metadata": metadata, **more})

        def call() -> Message:
            request = Request(self._hub, self._hub.app_named(app_id), Arguments(given))
            sent = METHODS["chat.postMessage"].run(request)
            return self._hub.workspace.message(sent["channel"], sent["ts"])

        return self._on_loop(call)

    def put_user(self, user: User) -> None:
        """Add a person, or change one: deactivated, made a guest."""
        self._on_loop(lambda: self._hub.workspace.put_user(user))

    def put_channel(self, channel: Channel) -> None:
        """Add a channel, or change one: archived, shared, the bot removed."""
        self._on_loop(lambda: self._hub.workspace.put_channel(channel))

    def put_group(self, group: Group) -> None:
        """Add a user group, or change who belongs to it."""
        self._on_loop(lambda: self._hub.workspace.put_group(group))

    def _open(self, user: str) -> View:
        view = self.view(user)
        if view is None:
            raise LookupError(f"{user} has no modal open")
        return view
