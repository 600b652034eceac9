"""This machine's clock against Slack's, GitHub's and Redis's: signatures hold for minutes, leases less."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import requests

from app import wiring
from app.adapters import redisclock
from app.commands.doctor.line import Check, Line, Mark
from app.domain.errors import Transient

TIMEOUT = 5  # seconds
OFF = timedelta(seconds=30)  # CI's signatures hold for 300 s, the App's tokens of GitHub for 60 s ahead

Clock = Callable[[], datetime]


def lines(parts: wiring.Parts, now: Clock = wiring.now, *, has_redis: bool = True) -> Iterator[Line]:
    """Yield how far this machine's clock, `now`, is off; what cannot be asked is a note."""
    yield _compared("Slack's", lambda: _off(_told_by(f"{parts.settings.slack_api_url}api.test"), now()))
    if parts.github is not None:
        yield _compared(
            "GitHub's", lambda: _off(_told_by(f"{parts.settings.github_api_url}/rate_limit"), now())
        )
    if has_redis:
        yield _compared("Redis's", lambda: redisclock.off(parts.redis, now))


def _compared(whose: str, off: Callable[[], str | None]) -> Line:
    of = f"clock against {whose}"
    try:
        problem = off()
    except Transient as unknown:
        return Line(Mark.NOTE, Check.CLOCK, str(unknown), of)
    return (
        Line(Mark.MEND, Check.CLOCK, problem, of) if problem else Line(Mark.OK, Check.CLOCK, "they agree", of)
    )


def _off(theirs: datetime, ours: datetime) -> str | None:
    ahead = ours - theirs
    if abs(ahead) < OFF:
        return None
    word = "ahead" if ahead > timedelta(0) else "behind"
    return (
        f"this machine is {abs(ahead).total_seconds():.0f} s {word}: let it keep time by NTP, for signatures "
        "hold only five minutes, and deadlines come at the wrong time."
    )


def _told_by(url: str) -> datetime:
    """Return the time in the head of an answer, whatever the answer is."""
    try:
        answer = requests.get(url, timeout=TIMEOUT, allow_redirects=False)
        told = parsedate_to_datetime(answer.headers["Date"])
    except (requests.RequestException, KeyError, ValueError) as problem:
        raise Transient("could not be compared: nothing there told the time") from problem
    return told if told.tzinfo else told.replace(tzinfo=UTC)
