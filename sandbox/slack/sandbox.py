"""The local Slack as tests and the demo hold it."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from types import TracebackType
from typing import Literal, Self

from sandbox.slack import breaking, manifest
from sandbox.slack.acting import Acting
from sandbox.slack.faults import Drop, Fault
from sandbox.slack.manifest import Manifest
from sandbox.slack.seed import SEED, Seed
from sandbox.slack.sockets import Mood
from sandbox.slack.timing import Timing


class SlackSandbox(Acting):
    """A workspace on loopback; everything is synchronous and safe from any thread."""

    @classmethod
    def start(
        cls,
        port: int = 0,
        seed: Seed = SEED,
        scopes: Iterable[str] | None = None,
        app: Manifest | None = None,
        timing: Timing = Timing(),  # noqa: B008 - frozen
    ) -> Self:
        """Start a fresh workspace. Scopes and the rest come from manifest.yml unless given."""
        declared = app or manifest.read()
        if scopes is not None:
            declared = replace(declared, scopes=frozenset(scopes))
        return cls(port, seed, declared, timing)

    def __enter__(self) -> Self:
        """Return itself; it runs already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    def fail_next(  # noqa: PLR0913 - one way to fail each
        self,
        method: str,
        *,
        status: int | None = None,
        error: str | None = None,
        drop: Drop | None = None,
        retry_after: int = 1,
        times: int = 1,
    ) -> None:
        """Let the next calls of a method fail in one way; method "response_url" is the response URLs."""
        fault = Fault(method, status, error, drop, retry_after, times)
        self._on_loop(lambda: breaking.fail_next(self._hub, fault))

    def deliver_twice(self, times: int = 1) -> None:
        """Let the next envelopes arrive twice."""
        self._on_loop(lambda: breaking.deliver_twice(self._hub, times))

    def deliver_late(self, delay: timedelta | float, times: int = 1) -> None:
        """Let the next envelopes arrive after a delay, given as timedelta or seconds."""
        late = delay if isinstance(delay, timedelta) else timedelta(seconds=delay)
        self._on_loop(lambda: breaking.deliver_late(self._hub, late, times))

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Send a disconnect message on every socket: warning, refresh_requested or link_disabled."""
        self._wait(self._hub.sockets.disconnect(reason))

    def cut(self) -> None:
        """End every socket without a close frame."""
        self._on_loop(self._hub.sockets.cut)

    def break_sockets(self, how: Literal["silent", "deaf", "hearing"]) -> None:
        """Let the open sockets carry nothing any more; or only nothing from the app; or that again."""
        sockets = self._hub.sockets
        deafen = partial(sockets.deafen, on=how == "deaf")
        self._on_loop(sockets.fall_silent if how == "silent" else deafen)

    def choose_newest(self) -> None:
        """Send everything on the socket that was opened last, as long as it is there."""
        self._on_loop(self._hub.sockets.choose)

    def greet(self, mood: Mood) -> None:
        """Let new sockets be well, or left hanging, or not greeted, or dropped after their greeting."""
        self._hub.sockets.mood = mood

    @property
    def socket_history(self) -> list[str]:
        """What became of all sockets, in order: "open", "goodbye" with the app's close frame, or "lost"."""
        return list(self._hub.sockets.history)

    @property
    def pings(self) -> int:
        """How often the app has asked whether its socket is alive."""
        return self._hub.sockets.pings

    def away(self, *, refused: bool = False) -> None:
        """Drop all sockets and all calls until `back`. The page goes on, unless connections are refused."""
        if refused:
            self._wait(self._server.hang_up())
        self._on_loop(lambda: breaking.away(self._hub))

    def back(self) -> None:
        self._wait(self._server.listen(self._port))
        self._on_loop(lambda: breaking.back(self._hub))

    def stop_failing(self) -> None:
        """Let everything go right from now on: what was to fail, come late or twice is forgotten."""
        self.back()
        self._on_loop(lambda: breaking.stop_failing(self._hub))

    def limit_rates(self, *, on: bool = True, only: Collection[str] | None = None) -> None:
        """Hold the app to Slack's rate limits; those of some methods `only`, where these are given."""
        self._on_loop(lambda: breaking.limit_rates(self._hub, on=on, only=only))
