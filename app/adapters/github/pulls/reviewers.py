"""Who a reviewer on GitHub is: their addresses, and which names of policy and CODEOWNERS hold for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from pydantic import BaseModel

from app.adapters.github.account import Account
from app.adapters.github.answers import read
from app.adapters.github.api import Api
from app.adapters.github.evidence.people import people_of
from app.adapters.github.evidence.rows import Doubts
from app.domain.email import is_private
from app.domain.errors import BadInput, Transient
from app.domain.person import Person, Standing
from app.domain.pullgate import Reviewer, Source

ADDRESSES_MAX = 5  # that are looked up in Slack
NOBODY = "no address of theirs that GitHub shows belongs to anybody in Slack."


class _Membership(BaseModel):
    """docs.github.com/en/rest/teams/members."""

    state: str  # "active", "pending"


class Directory(Protocol):
    """Slack, as far as it tells who belongs to what."""

    def person_of(self, email: str, names: Iterable[str]) -> Person | None: ...


@dataclass(frozen=True)
class Reviewers:
    """Looks people up for one pull request. What cannot be looked up holds for nobody."""

    api: Api
    directory: Directory
    repository: str  # OWNER/NAME

    def look_up(self, login: str, asked: frozenset[tuple[Source, str]]) -> Reviewer:
        """Return the reviewer, with those of the `asked` names that hold; or with what was in the way."""
        addresses = frozenset[str]()
        try:
            addresses, trouble = self._addresses(login)
            owned = self._owned(login, addresses, asked)
            holds, stranger = self._named(addresses, asked)
        except (Transient, BadInput) as problem:
            return Reviewer(login, addresses, trouble=str(problem), is_unknown=True)
        return Reviewer(login, addresses, owned | holds, trouble or stranger)

    def _addresses(self, login: str) -> tuple[frozenset[str], str | None]:
        """Return the addresses that GitHub itself connects with the account, and why there are none."""
        doubts = Doubts()
        found = people_of(self.api, self.repository, [Account(login=login)], doubts).get(login.lower(), ())
        public = frozenset(email for email in found if not is_private(email))
        return public, doubts.unknown[0].reason if doubts.unknown and not public else None

    def _owned(
        self, login: str, addresses: frozenset[str], asked: frozenset[tuple[Source, str]]
    ) -> frozenset[tuple[Source, str]]:
        owners = (each for each in asked if each[0] is Source.OWNERS)
        return frozenset(each for each in owners if self._owns(each[1], login, addresses))

    def _named(
        self, addresses: frozenset[str], asked: frozenset[tuple[Source, str]]
    ) -> tuple[frozenset[tuple[Source, str]], str | None]:
        """Return which of the policy's names hold, and why none does when that is for want of the person."""
        names = frozenset(name for source, name in asked if source is Source.POLICY)
        if not names:
            return frozenset(), None
        known = sorted(addresses)[:ADDRESSES_MAX]
        people = [person for each in known if (person := self.directory.person_of(each, names))]
        members = [person for person in people if person.standing is Standing.MEMBER]
        if members:
            return frozenset((Source.POLICY, name) for one in members for name in one.belongs_to), None
        if people:
            return frozenset(), f"only members of the Slack workspace count ({people[0].standing})."
        return frozenset(), NOBODY

    def _owns(self, name: str, login: str, addresses: Iterable[str]) -> bool:
        if not name.startswith("@"):
            return name.lower() in addresses
        organization, slash, team = name[1:].partition("/")
        if not slash:
            return organization.lower() == login.lower()
        # docs.github.com: a team of another organization owns nothing
        if organization.lower() != self.repository.partition("/")[0].lower():
            return False
        path = f"/orgs/{quote(organization, safe='')}/teams/{quote(team.lower(), safe='')}"
        found = self.api.find(f"{path}/memberships/{quote(login, safe='')}")
        return found is not None and read(_Membership, found, f"GET {path}").state == "active"
