"""What the core may ask about people: who is who in Slack, and whose a GitHub login is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from app.domain.link import Link
from app.domain.person import Person
from app.domain.policy import People

NOBODY = People()


class Directory(Protocol):
    """Slack, as far as it tells who is who. Calls raise Transient, or BadInput for what people must mend."""

    def person(self, user_id: str, names: Iterable[str], people: People = NOBODY) -> Person:
        """Look somebody up, and which of the policy's names hold for them; at most a minute old.

        `people` are the policy's: without them every linked login counts only against whose it is.
        """

    def afresh(self) -> "Directory":
        """Return the same, which remembers nothing of what it was asked before."""

    def lately(self) -> "Directory":
        """Return the same, as any process was told in the last minute: never for a decision."""

    def members(self, names: Iterable[str]) -> Mapping[str, frozenset[str] | None]:
        """Return the Slack user ids behind each of the policy's names; None for what is no user group."""

    def user_of(self, email: str) -> str | None:
        """Return the Slack user id of whose address it is, an hour old at most; None when nobody's."""


class Links(Protocol):
    """GitHub logins that people say are theirs. Each word on one is kept in the record with it."""

    def claim(self, at: datetime, by: Person, login: str) -> Link:
        """Record that somebody says a login is theirs. Raises Refused."""

    def confirm(self, at: datetime, by: Person, login: str, user_id: str, names: frozenset[str]) -> None:
        """Record that a leader says so too; `names` of `leaders` that hold for them. Raises Refused."""

    def withdraw(self, at: datetime, by: Person, login: str, user_id: str, names: frozenset[str]) -> None:
        """Let go of a claim, by who made it, or of any by another leader. Raises Refused."""

    def pending(self) -> Sequence[Link]:
        """Return the claims that nobody has confirmed yet, oldest first."""

    def of(self, user_id: str) -> Sequence[Link]:
        """Return somebody's links and claims, by login."""

    def all(self) -> Mapping[str, Link]:
        """Return every link and claim, by login."""

    def leaders(self) -> frozenset[str]:
        """Return whom any policy that Airlock knows names as leaders: `names` of the above are of these."""
