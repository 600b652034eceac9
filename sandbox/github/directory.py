"""Who there is: accounts, teams, and the ids of everything."""

from datetime import UTC, datetime, timedelta
from itertools import count

from sandbox.github.person import Person

FIRST_ID = 1001


class Directory:
    def __init__(self) -> None:
        self.people: dict[str, Person] = {}  # by login in lower case
        self.teams: dict[tuple[str, str], set[str]] = {}  # (organization, slug) → logins
        self.shift = timedelta(0)  # how far this GitHub's clock is ahead
        self._ids = count(FIRST_ID)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift

    def new_id(self) -> int:
        return next(self._ids)

    def add_person(
        self, login: str, email: str | None = None, name: str | None = None, kind: str = "User"
    ) -> Person:
        """Add an account, or tell more of one that is there."""
        held = self.people.get(login.lower())
        person = Person(
            login=held.login if held else login,
            id=held.id if held else self.new_id(),
            email=email or (held.email if held else None),
            name=name or (held.name if held else None),
            type=held.type if held else kind,  # type: ignore[arg-type] # one of the three, by its callers
        )
        self.people[login.lower()] = person
        return person

    def person(self, login: str) -> Person:
        """Return an account; one that was never named before is made."""
        return self.people.get(login.lower()) or self.add_person(login)

    def person_of_email(self, email: str) -> Person | None:
        """Return whose address it is, when somebody has claimed it."""
        return next((one for one in self.people.values() if one.email == email), None)
