"""One call of the Web API, as remembered."""

from typing import NamedTuple

from sandbox.slack.people import Json


class Call(NamedTuple):
    method: str
    args: Json  # without the token
    result: Json  # what was answered; {"ok": false, "error": …} included
    at: float  # seconds since 1970
