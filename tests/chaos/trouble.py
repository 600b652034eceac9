"""Everything that Slack and the CI can be told to do wrong, by a name that the summary counts."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from sandbox.ci.fault import Kind
from tests.stories.world import World

Do = Callable[[World, int], None]  # how often in a row
AWAY = "Slack is away"
LIMITED, UNLIMITED = "rate limits on", "rate limits off"
PACED = frozenset({"chat.postMessage", "chat.update"})  # at Slack's real pace for a whole run


def _call(method: str, **how: Any) -> Do:
    return lambda world, times: world.slack.fail_next(method, times=times, **how)


def _ci(kind: Kind, **how: Any) -> Do:
    return lambda world, times: world.ci.fail_next(kind, times=times, **how)


def _late(world: World, times: int) -> None:
    for number in range(times):
        world.slack.deliver_late(timedelta(seconds=0.3 + number * 1.5))


WAYS: dict[str, dict[str, Any]] = {
    "429": {"status": 429},
    "500": {"status": 500},
    "cut before": {"drop": "before"},
    "cut after": {"drop": "after"},
}
POSTS: dict[str, Do] = {f"post {way}": _call("chat.postMessage", **how) for way, how in WAYS.items()}
UPDATES: dict[str, Do] = {f"update {way}": _call("chat.update", **how) for way, how in WAYS.items()}
CALLS: dict[str, Do] = {
    "post internal_error": _call("chat.postMessage", error="internal_error"),
    "post never answered": lambda world, _: world.slack.fail_next("chat.postMessage", drop="never"),
    "update never answered": lambda world, _: world.slack.fail_next("chat.update", drop="never"),
    "history 500": _call("conversations.history", status=500),
    "history 429": _call("conversations.history", status=429),
    "replies cut before": _call("conversations.replies", drop="before"),
    "people 500": _call("users.info", status=500),
    "groups 429": _call("usergroups.users.list", status=429),
    "link cut after": _call("chat.getPermalink", drop="after"),
    "dialog 500": _call("views.open", status=500),
    "dialog cut after": _call("views.open", drop="after"),
    "socket url 500": _call("apps.connections.open", status=500),
    "private answer cut before": _call("response_url", drop="before"),
}
DELIVERIES: dict[str, Do] = {
    "delivered twice": lambda world, times: world.slack.deliver_twice(times),
    "delivered late": _late,
    "sockets cut": lambda world, _: world.slack.cut(),
    "sockets to be renewed": lambda world, _: world.slack.disconnect(),
    "sockets warned": lambda world, _: world.slack.disconnect("warning"),
    AWAY: lambda world, _: world.slack.away(),
    LIMITED: lambda world, _: world.slack.limit_rates(),
    UNLIMITED: lambda world, _: world.slack.limit_rates(on=False),
}
CI_FAULTS: dict[str, Do] = {
    f"CI {kind}": _ci(kind, **how)
    for kind, how in {
        Kind.FAIL: {},
        Kind.MUTE: {},
        Kind.LIVE_TWICE: {},
        Kind.LATE: {"seconds": 1.5},
        Kind.DROP_BEFORE: {},
        Kind.DROP_AFTER: {},
        Kind.ERROR: {},
        Kind.REFUSE: {},
        Kind.REPORT_FIRST: {},
    }.items()
}
SLOW: dict[str, Do] = {  # what takes its time to come right: the CI's patience, or the policy's
    "CI silent": lambda world, _: world.ci.fail_next(Kind.SILENT),
    "CI stuck": lambda world, _: world.ci.fail_next(Kind.STUCK),
}
DOING: dict[str, Do] = {**POSTS, **UPDATES, **CALLS, **DELIVERIES, **CI_FAULTS, **SLOW}
TROUBLE = tuple(name for name in DOING if name != UNLIMITED)


def do(world: World, what: str, times: int) -> None:
    """Let it happen, so often in a row."""
    partial(DOING[what], world)(times)
