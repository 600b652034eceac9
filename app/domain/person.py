"""Who is asking, as the workspace knows them at the moment of asking."""

import re
from dataclasses import dataclass
from enum import StrEnum

AIRLOCK = "airlock"  # in place of a user id: what Airlock did by itself
USER_ID = re.compile(r"[UW][A-Z0-9]{6,}")  # of Slack's, where a name of another kind could stand


class Standing(StrEnum):
    """What somebody is in the workspace. Only members decide."""

    MEMBER = "member"
    GUEST = "guest"  # single- and multi-channel guests
    BOT = "bot"
    DEACTIVATED = "deactivated"
    EXTERNAL = "external"  # of another workspace, in a shared channel


@dataclass(frozen=True)
class Person:
    id: str  # Slack user id
    standing: Standing
    email: str | None = None  # lower case; None when the profile hides it
    belongs_to: frozenset[str] = frozenset()  # the policy's names ("@dba", "U0BO") that hold for this person
    logins: frozenset[str] = frozenset()  # on GitHub, lower case: linked, and confirmed under the policy
    claims: frozenset[str] = frozenset()  # the same, but not confirmed: count only against this person
