"""What several tests of the desk do, and with whom."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from app.domain.deploy import Deploy
from app.domain.event import Overridden
from app.domain.person import Person, Standing
from app.domain.policy import Approvals
from sandbox.slack.people import Group
from tests.stories.slash.desk import SUMMARY, Desk
from tests.stories.world import ANA, BO, CY, ELI
from tests.unit.example import RULES

HAL, IVY = "U0HAL00001", "U0IVY00001"  # deactivated; of another workspace
TWO = replace(RULES, approvals=Approvals(2, 2, 2))
OTHER = "sha256:" + "0" * 64
OWNERS = Group("S0RELEASE1", "release-owners", (ANA, BO, CY))
LEADS = Group("S0ENGLEADS", "eng-leads", (ELI,))
WHY = "The shop is down."


def overridden(desk: Desk, environment: str = "production") -> Deploy:
    deploy = desk.waits(environment)
    eli = Person(ELI, Standing.MEMBER, "eli@harbour.example", frozenset({"@eng-leads"}))
    event = Overridden(datetime.now(UTC), eli, SUMMARY.digest, WHY, deploy.key.sha[:7])
    return desk.parts.gate.handle(deploy.id, event)


def somebody(desk: Desk, deploy: Deploy, user: str) -> Person:
    return desk.parts.chat.person(user, deploy.names)


def kept(desk: Desk, deploy: Deploy) -> str:
    """Return what the record keeps of a deploy."""
    record = desk.parts.record
    (line,) = [one for one in record.lines(record.span()) if f'"deploy":"{deploy.id}"'.encode() in one]
    return line.decode()


@contextmanager
def locked(desk: Desk) -> Iterator[None]:
    desk.says(CY, "lock harbour/shop staging Look first")
    try:
        yield
    finally:
        desk.says(CY, "unlock harbour/shop staging Looked")


def a_minute_later(desk: Desk) -> None:
    desk.parts.timer.seconds += 60.5
