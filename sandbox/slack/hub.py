"""Everything that one running sandbox consists of, in one place."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from secrets import token_hex

from sandbox.slack.call import Call
from sandbox.slack.delivery import Delivery
from sandbox.slack.faults import Faults
from sandbox.slack.manifest import Manifest
from sandbox.slack.people import App, Json, User
from sandbox.slack.rates import Rates
from sandbox.slack.refusal import Refusal
from sandbox.slack.seed import Seed
from sandbox.slack.sockets import Sockets
from sandbox.slack.tickets import Tickets
from sandbox.slack.timing import Timing
from sandbox.slack.workspace import Workspace

REMEMBERED_CALLS = 50_000


class Hub:
    """Lives on the server's loop; nothing in it is safe to touch from elsewhere."""

    def __init__(self, seed: Seed, manifest: Manifest, timing: Timing, changed: Callable[[], None]) -> None:
        self.manifest, self.timing, self.changed = manifest, timing, changed
        self.workspace = Workspace(replace(seed, app=_with_tokens(seed.app, with_sockets=True)), changed)
        for app in seed.other_apps:
            self.workspace.apps[app.id] = _with_tokens(app)
        self.faults = Faults()
        self.rates = Rates()
        self.tickets = Tickets(timing)
        self.sockets = Sockets(seed.app.id, timing, changed)
        self.delivery = Delivery(self.sockets, timing, self.faults)
        self.calls: deque[Call] = deque(maxlen=REMEMBERED_CALLS)
        self.origin = ""  # http://127.0.0.1:PORT, known once the server listens
        self.is_away = False
        self.asked_at: deque[float] = deque(maxlen=REMEMBERED_CALLS)  # away or not, in seconds since 1970

    @property
    def app(self) -> App:
        return self.workspace.app

    def scopes(self, app: App) -> frozenset[str]:
        """Return what the app may do; apps other than the one under test only post."""
        return self.manifest.scopes if app.id == self.app.id else frozenset({"chat:write"})

    def app_of(self, token: str) -> App:
        """Find the app that a token belongs to. Raises Refusal."""
        if not token:
            raise Refusal("not_authed")
        for app in self.workspace.apps.values():
            if token in {app.bot_token, app.app_token}:
                return app
        raise Refusal("invalid_auth")

    def app_named(self, app_id: str) -> App:
        """Find another app, or install one of this id and invite it everywhere."""
        if app_id not in self.workspace.apps:
            app = App(app_id, app_id, f"U{app_id[1:]}", f"B{app_id[1:]}")
            self.workspace.users[app.user_id] = User(app.user_id, app_id.lower(), app_id, is_bot=True)
            self.workspace.apps[app_id] = _with_tokens(app)
            for channel in list(self.workspace.channels.values()):
                if not (channel.is_private or channel.is_direct):
                    self.workspace.join(channel, app.user_id)
        return self.workspace.apps[app_id]

    def response_url(
        self, channel: str, user: str, message_ts: str | None, thread_ts: str | None = None
    ) -> str:
        secret = self.tickets.response_url(channel, user, message_ts, thread_ts)
        return f"{self.origin}/actions/{self.workspace.team_id}/{secret}"

    def remember(self, method: str, args: Json, result: Json) -> None:
        self.calls.append(Call(method, args, result, time.time()))


def _with_tokens(app: App, *, with_sockets: bool = False) -> App:
    secret = token_hex(16)  # new at every start: a page elsewhere in the browser must not guess it
    return replace(
        app, bot_token=f"xoxb-sandbox-{secret}", app_token=f"xapp-sandbox-{secret}" if with_sockets else ""
    )
