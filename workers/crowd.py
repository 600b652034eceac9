"""Who had a part in a deploy, matched with people in Slack by address and by login, never by name."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.domain.deploy import Deploy
from app.domain.email import hidden_login, is_private, mailbox
from app.domain.errors import BadInput
from app.domain.evidence import Evidence
from app.domain.link import Link, is_login, nobody_knows, nobody_queued, owner_of
from app.domain.person import USER_ID
from app.domain.policy import People

log = logging.getLogger(__name__)

LOOKED_UP_MAX = 100  # addresses a review; whose is behind one more is not known
STRANGERS_MAX = 50
NAME_MAX = 254  # characters; the longest address
NAMELESS = "an author without an address"


@dataclass(frozen=True)
class Crowd:
    logins: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    strangers: tuple[str, ...] = ()


@dataclass
class Roll:
    """Says who in Slack somebody is, asking for each address once and for no more than are allowed."""

    people: People
    links: Mapping[str, Link]
    told: Mapping[str, frozenset[str]]  # logins → addresses that the platform knows to be theirs
    user_of: Callable[[str], str | None]
    _found: dict[str, str | None] = field(default_factory=dict)

    def of_address(self, email: str) -> frozenset[str]:
        """Return the Slack user ids of whose address it is: a second one is another account."""
        logins = [login for login, addresses in self.told.items() if email in addresses]
        hidden = hidden_login(email)
        found = [self._owner(login) for login in (*([hidden] if hidden else []), *logins)]
        if hidden and hidden in self.told:
            found.append(self._by_addresses(hidden))
        return frozenset(each for each in (self.look_up(email), *found) if each)

    def of_login(self, login: str) -> frozenset[str]:
        return frozenset(each for each in (self._owner(login), self._by_addresses(login)) if each)

    def is_agent(self, *names: str) -> bool:
        return not {mailbox(agent) for agent in self.people.agents}.isdisjoint(map(mailbox, names))

    def look_up(self, email: str) -> str | None:
        """Return whose address it is in Slack. Raises Transient."""
        if is_private(email):
            return None
        if email not in self._found:
            if len(self._found) >= LOOKED_UP_MAX:
                return None
            self._found[email] = self._asked(email)
        return self._found[email]

    def _asked(self, email: str) -> str | None:
        """Ask; where Slack refuses to tell, nobody's work is somebody's."""
        try:
            return self.user_of(email)
        except BadInput as problem:
            log.warning("nobody looked up", extra={"why": str(problem)})
            return None

    def _owner(self, login: str) -> str | None:
        owner = owner_of(login, self.people, self.links)
        return self.look_up(owner) if owner and "@" in owner else owner

    def _by_addresses(self, login: str) -> str | None:
        return next(
            (found for each in sorted(self.told.get(login, ())) if (found := self.look_up(each))), None
        )


def crowd(roll: Roll, deploy: Deploy, evidence: Evidence) -> Crowd:
    """Return who wrote it, opened it, queued or started it, and who of the authors is nobody in Slack."""
    authors = dict.fromkeys(email.lower() for c in evidence.commits for email in (c.email, *c.co_authors))
    matched = {email: _matched(roll, email) for email in authors}
    actor = deploy.request.actor or ""
    logins = _logins(actor, evidence, authors)
    members = frozenset[str]().union(
        *(ids for ids in matched.values() if ids),
        *(roll.of_login(login) for login in sorted(logins)),
        *(roll.of_address(email) for email in sorted(evidence.starters)),
        _who_queued(roll, actor) or (),
    )
    strangers = [_shown(email) for email, ids in matched.items() if ids is not None and not ids]
    if actor and _who_queued(roll, actor) == frozenset():
        strangers.append(f"@{actor}"[:NAME_MAX])
    return Crowd(logins, members, tuple(dict.fromkeys(strangers))[:STRANGERS_MAX])


def settled(roll: Roll, deploy: Deploy, evidence: Evidence) -> Evidence:
    """Return the evidence without the doubts about people whose linked login tells who they are."""
    actor = deploy.request.actor or ""
    known = {each for each in (*evidence.nameless, actor) if each and _is_known(roll, each)}
    if not known:
        return evidence
    left = tuple(each for each in evidence.nameless if each not in known)
    doubts = {nobody_queued(actor)} if actor in known else set()
    others = [nobody_knows(left)] if left else []
    if left != evidence.nameless:
        doubts.add(nobody_knows(evidence.nameless))
    unknown = (each for each in evidence.unknown if each not in {*doubts, *others})
    return replace(evidence, nameless=left, unknown=(*unknown, *others))


def _is_known(roll: Roll, login: str) -> bool:
    return roll.is_agent(login) or bool(roll.of_login(login.lower()))


def _matched(roll: Roll, email: str) -> frozenset[str] | None:
    """Return the Slack user ids of an author, empty for nobody; None for an agent, who is known."""
    hidden = hidden_login(email)
    logins = [login for login, addresses in roll.told.items() if email in addresses]
    if email and roll.is_agent(email, *([hidden] if hidden else []), *logins):
        return None
    return roll.of_address(email) if email else frozenset()


def _who_queued(roll: Roll, actor: str) -> frozenset[str] | None:
    """Return who queued it, empty for nobody; None for an agent, or an address that tells enough."""
    if not actor or roll.is_agent(actor):
        return None
    if USER_ID.fullmatch(actor):
        return frozenset({actor})
    return (roll.of_address(actor.lower()) or None) if "@" in actor else roll.of_login(actor.lower())


def _logins(actor: str, evidence: Evidence, authors: Iterable[str]) -> frozenset[str]:
    hidden = (login for email in authors if (login := hidden_login(email)))
    queued = [actor] if is_login(actor) else []
    return frozenset(login.lower() for login in (*evidence.logins, *hidden, *queued))


def _shown(email: str) -> str:
    hidden = hidden_login(email)
    return (f"@{hidden}" if hidden else email or NAMELESS)[:NAME_MAX]
