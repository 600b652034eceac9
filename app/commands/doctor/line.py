"""One line of `airlock doctor`."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import BadInput, Refused, Transient
from app.review.foreign import foreign

WIDTH = 600  # characters; some of the words are GitHub's


class Mark(StrEnum):
    OK = "ok"
    NOTE = "note"  # nobody has to do anything, but should know
    MEND = "MEND"


class Check(StrEnum):
    """All that is looked at; a test has each of them fail."""

    SETTINGS = "settings"
    BOT_TOKEN = "Slack bot token"  # noqa: S105 - a name
    APP_TOKEN = "Slack app token"  # noqa: S105 - a name
    SCOPES = "Slack scopes"
    REDIS = "Redis"
    DURABILITY = "Redis durability"
    PROCESS = "processes"
    DATA = "data directory"
    SPACE = "disk space"
    PRIVACY = "data directory's permissions"
    CLOCK = "clock"
    CI_SECRET = "CI secret"  # noqa: S105 - a name
    SIGNING_KEY = "signing key"
    LISTENING = "HTTP"
    URL = "AIRLOCK_URL"
    OPERATORS_POLICY = "policy"
    POLICY = "policy of a repository"
    PROMOTION = "promotion"
    OVERRIDE = "override"
    CHANNEL = "channel"
    PEOPLE = "people"
    GITHUB = "GitHub"
    GIT = "git"
    MIRRORS = "mirrors"
    WEBHOOKS = "GitHub tells"
    TOKEN = "GITHUB_TOKEN"  # noqa: S105 - a name
    GATE = "the gate on GitHub"
    UNGUARDED = "without a policy"
    STANDSTILL = "standstill"
    AROUND = "around the gate"


@dataclass(frozen=True)
class Line:
    mark: Mark
    check: Check
    words: str
    of: str = ""  # what was looked at, where a check looks at several things

    @property
    def name(self) -> str:
        return self.of or self.check

    def __str__(self) -> str:
        """Return it as printed: nothing in it obeyed by a terminal."""
        return f"{self.mark:<5} {foreign(self.name, WIDTH)}: {foreign(self.words, WIDTH)}"


def checked(check: Check, look: Callable[[], str], of: str = "") -> Line:
    """Return how a check went: its words when all is well, its refusal when not."""
    try:
        return asked(check, look, of)
    except Transient as problem:
        return Line(Mark.MEND, check, str(problem), of)


def asked(check: Check, look: Callable[[], str], of: str = "") -> Line:
    """Return the same. Raises Transient when nobody answers."""
    try:
        return Line(Mark.OK, check, look(), of)
    except (BadInput, Refused) as problem:
        return Line(Mark.MEND, check, str(problem), of)


def reached(look: Callable[[], str], where: str, status: str) -> str:
    """Return what was found at the address `where`; when nobody answers there, say where to look further."""
    try:
        return look()
    except Transient as problem:
        raise Transient(f"{problem} See whether this machine reaches {where}, and {status}.") from problem
