"""A GitHub login that somebody says is theirs, and who has confirmed it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from app.domain.audit.entry import Entry
from app.domain.errors import Refused
from app.domain.person import USER_ID, Person, Standing
from app.domain.policy import People
from app.domain.record import who
from app.domain.report import Unknown

LOGINS_MAX = 5  # of one person
LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")  # an underscore: of a managed account
NO_LOGIN = "`{login}` is not a login on GitHub: write letters, digits and hyphens, without @."
NO_ADDRESS = "no e-mail address of {} is known, so nobody can tell whether they approve their own"
_SHOWN = 3
ONLY_MEMBERS = "Only members of the workspace link GitHub logins."


@dataclass(frozen=True)
class Link:
    """Counts against its owner at once, and for them only under a policy whose leaders have confirmed it."""

    login: str  # lower case
    user_id: str  # on Slack
    at: datetime  # when it was claimed
    by: str | None = None  # Slack user id of who confirmed it; None: a claim
    confirmed_at: datetime | None = None
    names: frozenset[str] = frozenset()  # of a policy's leaders, that held for them then
    schema: int = 1

    def holds(self, people: People) -> bool:
        """Whether it counts for its owner where `people` are the policy's."""
        return self.by is not None and not self.names.isdisjoint(people.leaders)


@dataclass(frozen=True)
class Known:
    """All that is known of the login that is spoken of, and of who is to have it."""

    of_login: Link | None = None
    of_owner: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Word:
    """Somebody's word on a login."""

    what: Literal["claim", "link", "withdraw"]
    at: datetime
    by: Person
    login: str  # as typed
    user_id: str  # whose it is to be
    names: frozenset[str] = field(default_factory=frozenset)  # of leaders, that hold for `by`


def is_login(name: str) -> bool:
    """Whether it may be somebody's name on GitHub, and is no Slack user id."""
    return LOGIN.fullmatch(name) is not None and USER_ID.fullmatch(name) is None


def login_of(typed: str) -> str:
    """Return a login in the form in which it is kept: lower case, without the @. Raises Refused."""
    login = typed.strip().strip("`").removeprefix("@")
    if not LOGIN.fullmatch(login):
        raise Refused(NO_LOGIN.format(login=login[:40]))
    return login.lower()


def spoken(known: Known, word: Word) -> tuple[Link | None, Entry]:
    """Return the link after somebody's word, None when it is gone, and what the record keeps of that."""
    if word.by.standing is not Standing.MEMBER:
        raise Refused(ONLY_MEMBERS)
    link, rule = _SAID[word.what](known, word)
    detail = {"login": login_of(word.login), "user": word.user_id}
    return link, Entry(word.at, word.what, who(word.by), rule, detail=detail)


def _claim(known: Known, word: Word) -> tuple[Link, str]:
    link, login = known.of_login, login_of(word.login)
    if link is not None and link.user_id == word.user_id:
        how = "is linked with you already" if link.by else "is claimed by you already, and waits for a leader"
        raise Refused(f"`{login}` {how}; nothing changed.")
    if link is not None:
        how = "linked with" if link.by else "claimed by"
        raise Refused(f"`{login}` is {how} <@{link.user_id}>; that has to be withdrawn first.")
    if len(known.of_owner) >= LOGINS_MAX:
        raise Refused(f"You have {LOGINS_MAX} GitHub logins already; withdraw one first.")
    return Link(login, word.user_id, word.at), "one's own login"


def _confirm(known: Known, word: Word) -> tuple[Link, str]:
    link, login = known.of_login, login_of(word.login)
    if link is None or link.user_id != word.user_id:
        raise Refused(f"<@{word.user_id}> has not claimed `{login}`: they type `/deploy link {login}` first.")
    if word.by.id == link.user_id:
        raise Refused("You cannot confirm your own login; a leader has to.")
    names = word.names & word.by.belongs_to
    if not names:
        raise Refused("Only whom a policy names under `people.leaders` may confirm a login.")
    if link.by is not None and names <= link.names:
        raise Refused(f"`{login}` is linked with <@{link.user_id}> already; nothing changed.")
    confirmed = replace(link, by=word.by.id, confirmed_at=word.at, names=names | link.names)
    return confirmed, f"leader as {min(names)}"


def _withdraw(known: Known, word: Word) -> tuple[Link | None, str]:
    """Let go of a claim, by who made it; and of any by a leader, for a link tells whose work something is."""
    link, login = known.of_login, login_of(word.login)
    if link is None or link.user_id != word.user_id:
        raise Refused(f"`{login}` is not linked with <@{word.user_id}>; nothing changed.")
    names = word.names & word.by.belongs_to
    if word.by.id == link.user_id and link.by is None:
        return None, "one's own claim"
    if word.by.id == link.user_id or not names:
        raise Refused("Only another person whom a policy names under `people.leaders` may withdraw this.")
    stands = link.names & word.names
    if stands and names.isdisjoint(stands):  # leaders have no say in what holds under another policy
        raise Refused(f"Only {', '.join(sorted(stands))} may withdraw this, as whom it was confirmed.")
    left = replace(link, names=link.names - names) if stands - names else None  # it holds for others still
    return left, f"leader as {min(names)}"


_SAID = {"claim": _claim, "link": _confirm, "withdraw": _withdraw}


def nobody_knows(logins: Sequence[str]) -> Unknown:
    """Return the doubt about people of whom no address is known."""
    names = ", ".join(f"`{login[:100]}`" for login in logins[:_SHOWN])
    more = f" and {len(logins) - _SHOWN:,} more" if len(logins) > _SHOWN else ""
    return Unknown("people", NO_ADDRESS.format(names + more))


def nobody_queued(actor: str) -> Unknown:
    """Return the doubt about a name that the CI gave, and that may be anybody's."""
    return Unknown(
        "actor", f"`{actor}` queued this and is nobody in Slack by that name; give --actor an e-mail address"
    )


def owner_of(login: str, people: People, links: Mapping[str, Link]) -> str | None:
    """Return whose login it is under a policy: a Slack user id, or the address that the policy gives."""
    login = login.lower()
    link = links.get(login)
    return people.logins.get(login) or (link.user_id if link and link.holds(people) else None)


def logins_of(
    ids: Iterable[str], links: Iterable[Link], people: People
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the logins that count for somebody under a policy, and those that only count against them.

    `ids`: their Slack user id and address, as a policy may name them.
    """
    links, ids = tuple(links), {name.lower() for name in ids}
    named = {login for login, owner in people.logins.items() if owner.lower() in ids}
    confirmed = {
        link.login for link in links if link.holds(people) and people.logins.get(link.login) is None
    } | named
    return frozenset(confirmed), frozenset(link.login for link in links) - confirmed
