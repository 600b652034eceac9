"""App Home: drawn when somebody opens it, and page by page when they ask."""

import logging
import math
from datetime import UTC, datetime
from typing import Any

from slack_bolt import Ack, App

from app.domain import rules
from app.domain.deploy import Deploy
from app.domain.errors import BadInput, Refused, Transient
from app.domain.person import Person
from app.ports import Parts
from blocks.home import NEWER, OLDER, PAGE, REFRESH, Overview, home, sort_waiting
from handlers import payloads

log = logging.getLogger(__name__)


def register(bolt: App, parts: Parts) -> None:
    def opened(event: dict[str, Any]) -> None:
        if event.get("tab") == "home":
            _show(parts, str(event["user"]), page=1)

    def turned(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        ack()
        _show(parts, payloads.user_of(body), payloads.page_of(action))

    bolt.event("app_home_opened")(opened)
    for action_id in (OLDER, NEWER, REFRESH):
        bolt.action(action_id)(turned)


def _show(parts: Parts, user_id: str, page: int) -> None:
    """Publish; what does not work is drawn at the next opening, and nobody is owed an answer here."""
    try:
        _publish(parts, user_id, page)
    except (BadInput, Transient) as problem:
        log.warning("home not drawn", extra={"why": str(problem)})


def _publish(parts: Parts, user_id: str, page: int) -> None:
    waiting, running = sort_waiting(parts.archive.waiting())
    names = frozenset[str]().union(*(deploy.rules.names for deploy in waiting if deploy.rules))
    person = parts.chat.person(user_id, names)
    mine = [deploy for deploy in waiting if _may_approve(deploy, person)]
    pages = max(1, math.ceil(parts.archive.counts()[1] / PAGE))
    page = min(page, pages)
    overview = Overview(
        mine=mine,
        others=[deploy for deploy in waiting if deploy not in mine],
        running=running,
        history=parts.archive.history((page - 1) * PAGE, PAGE),
        page=page,
        pages=pages,
    )
    parts.chat.show_home(user_id, home(overview))


def _may_approve(deploy: Deploy, person: Person) -> bool:
    if deploy.summary is None:
        return False
    try:
        rules.approval(deploy, person, deploy.summary.digest, datetime.now(UTC))
    except Refused:
        return False
    return True
