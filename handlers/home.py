"""App Home: drawn when somebody opens it, page by page when they ask, and narrowed to what they choose."""

import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from slack_bolt import Ack, App

from app.domain import rules
from app.domain.deploy import Deploy
from app.domain.errors import BadInput, Refused, Transient
from app.domain.figures import EVERY, JOB, ROUND
from app.domain.filter import EVERYTHING, Filter, Found
from app.domain.person import Person, Standing
from app.ports import Parts
from blocks.home import LOOKED_AT, PAGE, RUNNING, Overview, Unread, home, outside
from blocks.look import CLEAR, ENVIRONMENT, NEWER, OLDER, OUTCOME, PERSON, REFRESH, carried
from handlers import payloads
from handlers.holds import holds

log = logging.getLogger(__name__)


def register(bolt: App, parts: Parts) -> None:
    def opened(event: dict[str, Any]) -> None:
        if event.get("tab") == "home":
            _show(parts, str(event["user"]), EVERYTHING, page=1)

    def turned(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        ack()
        _show(parts, payloads.user_of(body), payloads.filter_of(body), payloads.page_of(action))

    def narrowed(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        ack()
        _show(parts, payloads.user_of(body), payloads.narrowed(payloads.filter_of(body), action), page=1)

    bolt.event("app_home_opened")(opened)
    for action_id in (OLDER, NEWER, REFRESH):
        bolt.action(action_id)(turned)
    for action_id in (ENVIRONMENT, OUTCOME, PERSON, CLEAR):
        bolt.action(action_id)(narrowed)


def _show(parts: Parts, user_id: str, wanted: Filter, page: int) -> None:
    """Publish; what does not work is drawn at the next opening, and nobody is owed an answer here."""
    try:
        publish(parts, user_id, wanted, page)
        parts.inbox.begin_round(ROUND, JOB, EVERY)
    except (BadInput, Transient) as problem:
        log.warning("home not drawn", extra={"why": str(problem)})


def publish(parts: Parts, user_id: str, wanted: Filter, page: int) -> None:
    """Draw all that there is for one person, with that page of the history. Raises BadInput, Transient."""
    there = parts.archive.overview(LOOKED_AT, RUNNING.rows)
    waiting = there.asked.deploys
    person = parts.chat.person(user_id, frozenset[str]().union(*(deploy.names for deploy in waiting)))
    if person.standing is not Standing.MEMBER:
        parts.chat.show_home(user_id, outside())
        return
    mine = [deploy for deploy in waiting if _may_approve(deploy, person)]
    found, page = _found(parts, wanted, page)
    overview = Overview(
        mine=mine,
        others=[deploy for deploy in waiting if deploy not in mine],
        running=there.running.deploys,
        unsigned=there.unsigned.deploys,
        unread=Unread(there.asked.more, there.running.more, there.unsigned.more),
        holds=holds(parts, datetime.now(UTC)),
        history=found.deploys,
        page=page,
        pages=found.pages(PAGE),
        is_all=found.is_all,
        is_counted=found.is_counted,
        wanted=wanted,
        environments=parts.archive.environments(),
        figures=parts.figures.kept(),
    )
    _draw(parts, user_id, overview)


def _found(parts: Parts, wanted: Filter, page: int) -> tuple[Found, int]:
    """Return that page of what is wanted, or the last one, and its number."""
    found = parts.archive.search((page - 1) * PAGE, PAGE, wanted)
    last = found.pages(PAGE)
    return (found, page) if page <= last else (parts.archive.search((last - 1) * PAGE, PAGE, wanted), last)


def _draw(parts: Parts, user_id: str, overview: Overview) -> None:
    """Publish, without the picture where Slack shows it not yet, or no more."""
    try:
        parts.chat.show_home(user_id, home(overview), carried(overview.wanted))
    except BadInput as problem:
        if overview.figures is None or overview.figures.picture is None:
            raise
        log.warning("picture not shown", extra={"why": str(problem)})
        without = home(replace(overview, has_picture=False))
        parts.chat.show_home(user_id, without, carried(overview.wanted))


def _may_approve(deploy: Deploy, person: Person) -> bool:
    if deploy.summary is None:
        return False
    try:
        rules.approval(deploy, person, deploy.summary.digest, datetime.now(UTC))
    except Refused:
        return False
    return True
