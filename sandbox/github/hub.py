"""Everything that one running local GitHub consists of, in one place."""

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from secrets import token_hex
from threading import RLock

from sandbox.github.faults import Faults
from sandbox.github.installation import APP_PERMISSIONS, EVENTS, Installation, Token
from sandbox.github.person import Person
from sandbox.github.rates import Rates
from sandbox.github.refusal import Json, not_found
from sandbox.github.repository import Repository
from sandbox.github.violation import Call, Violation

REMEMBERED_CALLS = 50_000
FIRST_ID = 1001
OWNER = "octo-operator"  # whose personal token the sandbox hands out


class Hub:
    """Touched only by whoever holds `lock`; every request and every call of the facade does."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.lock = RLock()
        self.changed = changed
        self.origin = ""  # http://127.0.0.1:PORT, known once the server listens
        self.app_id, self.app_slug, self.client_id = 4242, "airlock", "Iv23liSandbox"
        self.webhook_secret = token_hex(20)
        self.personal_tokens = {f"ghp_{token_hex(18)}": OWNER}  # token → login
        self.repositories: dict[int, Repository] = {}
        self.installations: dict[int, Installation] = {}
        self.tokens: dict[str, Token] = {}  # of installations
        self.people: dict[str, Person] = {}  # by login in lower case
        self.teams: dict[tuple[str, str], set[str]] = {}  # (organization, slug) → logins
        self.app_permissions: dict[str, str] = dict(APP_PERMISSIONS)
        self.app_events = EVENTS
        self.faults, self.rates = Faults(), Rates()
        self.calls: deque[Call] = deque(maxlen=REMEMBERED_CALLS)
        self.violations: list[Violation] = []
        self.is_away = False
        self.shift = timedelta(0)  # how far this GitHub's clock is ahead
        self._ids = count(FIRST_ID)
        self.emit: Callable[[str, Repository | None, Json], None] = lambda *_: None
        self.started_at = self.now()
        self.add_person(OWNER)
        self.add_person(f"{self.app_slug}[bot]", kind="Bot")

    @property
    def api_url(self) -> str:
        return f"{self.origin}/api/v3"

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift

    def new_id(self) -> int:
        return next(self._ids)

    def add_repository(self, full_name: str, path: Path, default_branch: str, *, private: bool) -> Repository:
        """Serve a real git repository under a name. Raises ValueError when the name is taken."""
        if self.find(full_name):
            raise ValueError(f"{full_name} is there already")
        self.add_person(full_name.partition("/")[0], kind="Organization")
        repository = Repository(self.new_id(), full_name, path, default_branch, private, self.now())
        self.repositories[repository.id] = repository
        return repository

    def find(self, full_name: str) -> Repository | None:
        """Return the repository that has this name now, whatever the letters' case."""
        wanted = full_name.lower()
        found = (one for one in self.repositories.values() if one.full_name.lower() == wanted)
        return next(found, None)

    def find_renamed(self, full_name: str) -> Repository | None:
        """Return the repository that had this name before."""
        wanted = full_name.lower()
        held = (one for one in self.repositories.values() if wanted in map(str.lower, one.former_names))
        return next(held, None)

    def repository(self, full_name: str) -> Repository:
        """Return a repository by its name. Raises LookupError."""
        found = self.find(full_name)
        if found is None:
            raise LookupError(f"no repository {full_name}")
        return found

    def current_path(self, path: str) -> str:
        """Return a path by id, to which GitHub redirects after a rename, as the path by name."""
        parts = path.split("/", 3)
        if len(parts) > 2 and parts[1] == "repositories" and parts[2].isdecimal():  # noqa: PLR2004 - /, word, id
            held = self.repositories.get(int(parts[2]))
            return "/".join(["/repos", held.full_name, *parts[3:]]) if held else path
        return path

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

    def installation_of(self, repository: Repository) -> Installation:
        """Return the installation that covers a repository. Raises Refusal."""
        for one in self.installations.values():
            if repository.id in one.repositories:
                return one
        raise not_found()
