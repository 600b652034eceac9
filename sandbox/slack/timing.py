"""How patient this Slack is. The defaults are the real one's; tests shorten them."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Timing:
    ack: timedelta = timedelta(seconds=3)  # docs.slack.dev/apis/events-api/using-socket-mode
    trigger: timedelta = timedelta(seconds=3)  # life of a trigger_id
    response_url: timedelta = timedelta(minutes=30)
    # An event that nobody acknowledged comes again after each of these.
    retries: tuple[timedelta, ...] = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
    goodbye: timedelta = timedelta(seconds=10)  # between a disconnect message and the end of the socket
    page: timedelta = timedelta(milliseconds=50)  # changes within this time reach the page together
