"""Webhooks that did not get through: GitHub lists them, and delivers each again when asked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.adapters.github.access import GitHub
from app.domain.arrival import Lost
from app.domain.errors import Transient

MOST_LISTED = 300


class Deliveries:
    """The part of `ports.Lookout` about them; docs.github.com/en/rest/apps/webhooks."""

    def __init__(self, github: GitHub) -> None:
        self._github = github

    def lost(self, since: datetime) -> Sequence[Lost]:
        told = self._github.app().rows("/app/hook/deliveries", status="failure", most=MOST_LISTED).rows
        return [_lost(one) for one in told if _at(one) >= since]

    def ask_again(self, lost: Lost) -> None:
        self._github.app().post(f"/app/hook/deliveries/{lost.id}/attempts")


def _lost(told: Any) -> Lost:
    try:
        return Lost(int(told["id"]), str(told["guid"]), str(told["event"]))
    except (KeyError, TypeError, ValueError) as problem:
        raise Transient("GitHub answered with something that is no delivery.") from problem


def _at(told: Any) -> datetime:
    try:
        return datetime.fromisoformat(told["delivered_at"])
    except (KeyError, TypeError, ValueError) as problem:
        raise Transient("GitHub answered with a delivery of no time.") from problem
