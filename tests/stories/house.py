"""A workspace with Airlock's bot in it, and a history to look at."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rq import Queue

from app import wiring
from app.adapters.gate import RedisGate
from app.domain.deploy import Deploy, Key, Request
from app.domain.event import Cancelled, ReviewFailed, ReviewStarted
from app.domain.person import Person, Standing
from sandbox.slack import SlackSandbox
from tests.eventually import eventually
from tests.stories.serving import listening, point

AT = datetime.now(UTC) - timedelta(days=3)


@dataclass
class House:
    """A workspace with Airlock's bot in it; no worker: a test does the job itself when it is time."""

    slack: SlackSandbox
    parts: wiring.Parts

    def published(self, act: Callable[[], object], user: str) -> str:
        """Return the person's Home in full, as it was published upon `act`."""
        before = self.count("views.publish")
        act()
        eventually(lambda: self.count("views.publish") > before)
        return str(self.slack.home(user))

    def opens(self, user: str) -> str:
        return self.published(lambda: self.slack.open_home(user), user)

    def clicks(self, user: str, action_id: str, value: Any = None) -> str:
        return self.published(lambda: self.slack.click_home(user, action_id, value), user)

    def count(self, *methods: str) -> int:
        return sum(call.result["ok"] for call in self.slack.calls if call.method in methods)

    def picture(self, user: str) -> dict[str, Any] | None:
        return next((block for block in self.slack.home(user) or [] if block["type"] == "image"), None)

    def jobs(self) -> list[str]:
        return [str(each.func_name) for each in Queue(wiring.LATER, connection=self.parts.redis).jobs]


@contextmanager
def inhabited(redis_url: str, **options: Any) -> Iterator[House]:
    with ExitStack() as stack:
        slack = stack.enter_context(SlackSandbox.start(**options))
        env = stack.enter_context(pytest.MonkeyPatch.context())
        point(env, slack, redis_url)
        wiring.parts.cache_clear()
        try:
            parts = wiring.parts()
            stack.enter_context(listening(slack, parts))
            yield House(slack, parts)
        finally:
            wiring.parts.cache_clear()


def ended(gate: RedisGate, number: int, environment: str, actor: str, by: str | None = None) -> Deploy:
    """Put a deploy into the history, so many hours after AT: cancelled by somebody, else failed."""
    at = AT + timedelta(hours=number)
    key = Key("harbour/shop", environment, f"{abs(number):040x}", str(number))
    deploy, _ = gate.queue(Request(key, actor=actor), at)
    if by:
        return gate.handle(deploy.id, Cancelled(at, Person(by, Standing.MEMBER), ""))
    gate.handle(deploy.id, ReviewStarted(at))
    return gate.handle(deploy.id, ReviewFailed(at, "no policy"))
