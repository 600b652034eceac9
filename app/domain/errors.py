"""The ways in which something does not work out that callers tell apart."""


class BadInput(Exception):  # noqa: N818 - an answer, not a fault
    """The call, file or setting is wrong; the message says what and how to mend it."""


class Gone(BadInput):
    """What was there has been deleted by somebody."""


class NoPolicy(BadInput):
    """Nobody has written rules for this repository."""


class Barred(BadInput):
    """Somebody has to let Airlock in first: a permission, a credential, an installation. Then it goes on."""


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """The move is not allowed. The person who tried reads this message."""

    is_doubtful = False  # an answer of Redis was lost before: what is refused now may be done already


class Missing(Refused):
    """There is nothing of that name."""


class Transient(Exception):  # noqa: N818 - not a fault of ours
    """The outside did not answer as it should; trying again later may help."""

    def __init__(self, message: str, *, retry_after: float | None = None, ambiguous: bool = False) -> None:
        super().__init__(message)
        self.retry_after = retry_after  # seconds, when the other side said so
        self.ambiguous = ambiguous  # whether the call may have taken effect all the same
        self.is_in_line = False  # whether somebody calls for it when its turn has come


class NotYet(Transient):
    """Others come first, or Slack is to be left alone: nothing was tried. `retry_after` is set."""
