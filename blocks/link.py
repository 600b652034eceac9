"""Which GitHub logins are somebody's, and which wait for a leader."""

from collections.abc import Iterable, Sequence

from app.domain.link import Link
from app.domain.message import Message
from blocks.text import context, escape, mention, moment, named, section

LISTED = 10
LOGIN_MAX = 100  # characters


def links(own: Sequence[Link], pending: Sequence[Link]) -> Message:
    blocks = [section("*Your logins on GitHub*")]
    blocks += [section(f"{_login(link.login)} {_standing(link)}") for link in own[:LISTED]]
    if not own:
        blocks.append(section("None; `/deploy link LOGIN` says which is yours."))
    if pending:
        blocks.append(section("*Wait for a leader*"))
        waits = [f"{_login(link.login)} by {mention(link.user_id)} {moment(link.at)}" for link in pending]
        blocks += map(section, waits[:LISTED])
        more = f"{len(pending) - LISTED} more; " if len(pending) > LISTED else ""
        blocks.append(context(f"{more}a leader confirms one with `/deploy link LOGIN @PERSON`"))
    return Message("Logins on GitHub", blocks)


def claimed(login: str, leaders: Iterable[str]) -> str:
    """Say what a claim does at once, and whom to ask for the rest; `leaders` are the policies' names."""
    names = named(sorted(leaders))
    who = f"one of {names}" if names else "a leader, whom no policy names yet under `people.leaders`,"
    return (
        f"{_login(login)} is claimed as yours: it counts against you from now on, and for you once "
        f"{who} writes `/deploy link {escape(login, LOGIN_MAX)} @YOU`."
    )


def confirmed(login: str, owner: str) -> str:
    return f"{_login(login)} is linked with {mention(owner)}."


def _login(login: str) -> str:
    return f"`{escape(login, LOGIN_MAX)}`"


def _standing(link: Link) -> str:
    return f"confirmed by {mention(link.by)}" if link.by else "waits for a leader"
