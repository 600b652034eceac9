"""Webhooks that did not get through: GitHub lists them, and delivers each again when asked."""

from collections.abc import Sequence
from datetime import datetime

from app.adapters.github.access import GitHub
from app.adapters.github.app import lost_deliveries
from app.domain.arrival import Lost

MOST_LISTED = 300


class Deliveries:
    """The part of `ports.Lookout` about them; docs.github.com/en/rest/apps/webhooks."""

    def __init__(self, github: GitHub) -> None:
        self._github = github

    def lost(self, since: datetime) -> Sequence[Lost]:
        listed = lost_deliveries(self._github, MOST_LISTED)
        return [Lost(each.id, each.guid, each.event) for each in listed if each.delivered_at >= since]

    def ask_again(self, lost: Lost) -> None:
        self._github.app().post(f"/app/hook/deliveries/{lost.id}/attempts")
