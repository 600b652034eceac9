"""`/deploy status`, `show`, `history` and `help`: what only looks."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from app.domain.errors import BadInput
from app.domain.filter import Filter
from app.domain.message import Message
from app.domain.when import parse_since
from app.ports import Parts
from blocks import status as drawn
from blocks import usage
from handlers.commands.finding import deploy_of, environments, only
from handlers.holds import held_now, holds
from handlers.typed import Asked, Miswritten, name_of, person_of, prose, unknown

PAGE = 10  # deploys of history a page
PAGES_MAX = 99_999
TWICE = "That names the same thing twice; one environment, person, time and page will do."
NUMBER = re.compile(r"[0-9]{1,20}", re.ASCII)


def status(parts: Parts, asked: Asked) -> Message:
    if asked.rest:
        raise Miswritten("`/deploy status` takes nothing more; `/deploy show ID` tells of one deploy.")
    return drawn.status(parts.archive.overview(drawn.WAITING, drawn.RUNNING), holds(parts, datetime.now(UTC)))


def show(parts: Parts, asked: Asked) -> Message:
    deploy = held_now(parts, deploy_of(parts, only(asked.rest)), datetime.now(UTC))
    return drawn.show(deploy, parts.archive.report(deploy.summary.digest) if deploy.summary else None)


def history(parts: Parts, asked: Asked) -> Message:
    wanted, page = _wanted(parts, asked)
    found = parts.archive.search((page - 1) * PAGE, PAGE, wanted)
    words = [prose([word]) for word in asked.rest if not NUMBER.fullmatch(word)]
    pages = found.pages(PAGE)
    shown = drawn.Page(found.deploys, page, pages, tuple(words), found.is_all, found.is_counted)
    return drawn.history(shown)


def help_(_parts: Parts, asked: Asked) -> Message:
    if not asked.rest:
        return usage.usage()
    name = name_of(only(asked.rest)).removeprefix("/").lower()
    if name not in usage.FORMS:
        raise unknown(name, "something that /deploy knows", list(usage.FORMS))
    return usage.explained(usage.FORMS[name])


def _wanted(parts: Parts, asked: Asked) -> tuple[Filter, int]:
    """Return what is asked for and which page of it, whatever the order of the words. Raises Miswritten."""
    wanted, page = Filter(), 0
    for word in asked.rest:
        was: object
        if NUMBER.fullmatch(word):
            page, was = min(max(1, int(word)), PAGES_MAX), page or None
        else:
            wanted, was = _narrowed(parts, asked, wanted, word)
        if was is not None:
            raise Miswritten(TWICE)
    return wanted, page or 1


def _narrowed(parts: Parts, asked: Asked, wanted: Filter, word: str) -> tuple[Filter, object]:
    """Return the filter with what a word adds to it, and what it held in that place before."""
    if person := person_of(word):
        return replace(wanted, person=person), wanted.person
    try:
        since = parse_since(word, parts.chat.zone(asked.user), datetime.now(UTC))
    except BadInput as problem:
        raise Miswritten(f"{problem}.") from problem
    if since is not None:
        return replace(wanted, since=since), wanted.since
    known = list(dict.fromkeys([*environments(parts), *parts.archive.environments()]))
    if (name := name_of(word)) not in known:
        raise unknown(word, "an environment, a person, a time as in 7d or 2026-11-01, or a page", known)
    return replace(wanted, environment=name), wanted.environment
