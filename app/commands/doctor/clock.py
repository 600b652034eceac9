"""This machine's clock against those of Slack, GitHub and Redis: signatures hold for five minutes only."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import requests

from app import wiring
from app.adapters.outage import answering
from app.commands.doctor.line import Check, Line, Mark, checked
from app.domain.errors import BadInput, Transient

TIMEOUT = 5  # seconds
OFF = timedelta(seconds=30)  # CI's signatures hold for 300 s, the App's tokens of GitHub for 60 s ahead

Clock = Callable[[], datetime]


def lines(parts: wiring.Parts, now: Clock = wiring.now, *, has_redis: bool = True) -> Iterator[Line]:
    """Yield how far this machine's clock, `now`, is off; what cannot be asked is a note."""
    yield _compared("Slack's", lambda: _told_by(f"{parts.settings.slack_api_url}api.test"), now)
    if parts.github is not None:
        yield _compared("GitHub's", lambda: _told_by(f"{parts.settings.github_api_url}/rate_limit"), now)
    if has_redis:
        yield _compared("Redis's", lambda: _of_redis(parts), now)


def _compared(whose: str, ask: Clock, now: Clock) -> Line:
    of = f"clock against {whose}"
    try:
        return checked(Check.CLOCK, lambda: _off(ask(), now()), of)
    except Transient as problem:
        return Line(Mark.NOTE, Check.CLOCK, str(problem), of)


def _off(theirs: datetime, ours: datetime) -> str:
    ahead = ours - theirs
    if abs(ahead) < OFF:
        return "they agree"
    word = "ahead" if ahead > timedelta(0) else "behind"
    raise BadInput(
        f"this machine is {abs(ahead).total_seconds():.0f} s {word}: let it keep time by NTP, for signatures "
        "hold only five minutes, and deadlines come at the wrong time."
    )


def _told_by(url: str) -> datetime:
    """Return the time in the head of an answer, whatever the answer is."""
    try:
        answer = requests.get(url, timeout=TIMEOUT, allow_redirects=False)
        told = parsedate_to_datetime(answer.headers["Date"])
    except (requests.RequestException, KeyError, ValueError) as problem:
        raise Transient("what time it is there was not told") from problem
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def _of_redis(parts: wiring.Parts) -> datetime:
    with answering():
        seconds, micros = parts.redis.time()
    return datetime.fromtimestamp(seconds + micros / 1e6, UTC)
