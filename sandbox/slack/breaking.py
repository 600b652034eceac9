"""Making things go wrong on request."""

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

from sandbox.slack.faults import Fault
from sandbox.slack.hub import Hub
from sandbox.slack.people import Json

FAULT_KEYS: dict[str, Callable[[Any], Any]] = {
    "method": str,
    "status": int,
    "error": str,
    "drop": str,
    "retry_after": int,
    "times": int,
}


async def from_page(hub: Hub, given: Json) -> None:
    """Do what the page asks: `fail_next` unless `action` names something else. Raises ValueError."""
    action = given.get("action", "fail_next")
    if action == "fail_next":
        fail_next(hub, Fault(**{key: kind(given[key]) for key, kind in FAULT_KEYS.items() if key in given}))
    elif action == "disconnect":
        await hub.sockets.disconnect(str(given.get("reason", "refresh_requested")))
    elif action in SIMPLE:
        SIMPLE[action](hub, given)
    else:
        raise ValueError(f"no such fault: {action}")


def fail_next(hub: Hub, fault: Fault) -> None:
    hub.faults.calls.append(fault)
    hub.changed()


def stop_failing(hub: Hub) -> None:
    """Forget what was still to go wrong, and be there."""
    hub.faults.forget()
    limit_rates(hub, on=False)
    back(hub)


def deliver_twice(hub: Hub, times: int = 1) -> None:
    hub.faults.twice += times
    hub.changed()


def deliver_late(hub: Hub, delay: timedelta, times: int = 1) -> None:
    hub.faults.late.extend([delay] * times)
    hub.changed()


def away(hub: Hub) -> None:
    """Drop every connection and every call until `back`."""
    hub.is_away = True
    hub.sockets.cut()


def back(hub: Hub) -> None:
    hub.is_away = False
    hub.changed()


def limit_rates(hub: Hub, *, on: bool = True, only: Collection[str] | None = None) -> None:
    hub.rates.is_on, hub.rates.only = on, only


SIMPLE: dict[str, Callable[[Hub, Json], None]] = {
    "deliver_twice": lambda hub, given: deliver_twice(hub, int(given.get("times", 1))),
    "deliver_late": lambda hub, given: deliver_late(hub, timedelta(seconds=float(given.get("seconds", 1)))),
    "cut": lambda hub, _: hub.sockets.cut(),
    "away": lambda hub, _: away(hub),
    "back": lambda hub, _: back(hub),
    "limit_rates": lambda hub, given: limit_rates(hub, on=bool(given.get("on", True))),
}
