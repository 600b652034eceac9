"""Which GitHub logins are somebody's, and which wait for a leader."""

from collections.abc import Iterable, Sequence

from app.domain.link import Link
from app.domain.message import Message
from blocks.text import context, escape, mention, moment, section

LISTED = 20


def links(own: Iterable[Link], pending: Sequence[Link]) -> Message:
    mine = [f"`{escape(link.login)}` {_standing(link)}" for link in own]
    mine = mine or ["None; `/deploy link LOGIN` says which is yours."]
    lines = ["\n".join(["*Your logins on GitHub*", *mine])]
    if pending:
        waiting = [f"`{escape(link.login)}` by {mention(link.user_id)} {moment(link.at)}" for link in pending]
        lines.append("*Wait for a leader*\n" + "\n".join(waiting[:LISTED]))
    blocks = [section(text) for text in lines]
    if pending:
        more = f"{len(pending) - LISTED} more; " if len(pending) > LISTED else ""
        blocks.append(context(f"{more}a leader confirms one with `/deploy link LOGIN @PERSON`"))
    return Message("Logins on GitHub", blocks)


def claimed(login: str) -> str:
    return (
        f"`{escape(login)}` is claimed as yours: it counts against you from now on, and for you once a "
        f"leader that the policy names writes `/deploy link {escape(login)} @YOU`."
    )


def confirmed(login: str, owner: str) -> str:
    return f"`{escape(login)}` is linked with {mention(owner)}."


def _standing(link: Link) -> str:
    return f"confirmed by {mention(link.by)}" if link.by else "waits for a leader"
