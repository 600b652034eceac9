"""`/deploy link` and `unlink`: whose a GitHub login is."""

from collections.abc import Sequence
from datetime import UTC, datetime

from app.domain.link import login_of
from app.domain.message import Message
from app.domain.person import Person
from app.ports import Parts
from blocks import link as drawn
from handlers.commands.finding import first_of
from handlers.typed import Asked, Miswritten, person_of, shown


def link(parts: Parts, asked: Asked) -> Message:
    if not asked.rest:
        return drawn.links(parts.links.of(asked.user), parts.links.pending())
    login, owner = _named(asked.rest)
    if owner is None:
        claimed = parts.links.claim(datetime.now(UTC), parts.chat.person(asked.user, ()), login)
        return Message(drawn.claimed(claimed.login, parts.links.leaders()), ())
    by, names = _leader(parts, asked.user)
    parts.links.confirm(datetime.now(UTC), by, login, owner, names)
    return Message(drawn.confirmed(login, owner), ())


def unlink(parts: Parts, asked: Asked) -> Message:
    login, owner = _named(asked.rest)
    by, names = _leader(parts, asked.user)
    parts.links.withdraw(datetime.now(UTC), by, login, owner or asked.user, names)
    return Message(f"`{login}` is not linked with <@{owner or asked.user}> any more.", ())


def _named(words: Sequence[str]) -> tuple[str, str | None]:
    """Return the login, and whose it is where that is said. Raises Miswritten, Refused."""
    typed, rest = first_of(words, "a login on GitHub, as in `octocat`")
    if person_of(typed):
        raise Miswritten("The login on GitHub comes first, then the person.")
    login = login_of(typed)
    if not rest:
        return login, None
    owner = person_of(rest[0])
    if owner is None or rest[1:]:
        raise Miswritten(
            f"`{shown(rest[-1])}` is not a person; choose one of those that Slack shows after @."
        )
    return login, owner


def _leader(parts: Parts, user: str) -> tuple[Person, frozenset[str]]:
    """Return somebody, and whom the policies name as leaders; which of them hold, the person tells."""
    names = parts.links.leaders()
    return parts.chat.person(user, names), names
