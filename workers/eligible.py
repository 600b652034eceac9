"""Whether anybody can let a deploy through: asked before its card is posted, so that no one waits in vain."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import zip_longest

from app.domain.deploy import Deploy
from app.domain.errors import BadInput
from app.domain.person import Person
from app.domain.quorum import asked
from app.domain.rules import listed, why_in_vain
from app.ports import Directory

PEOPLE_MAX = 200  # of more, somebody will do
NO_GROUP = "{names} is no user group in Slack"
UNTOLD = "nobody can be looked up in Slack, so nobody counts: {problem}"
NOBODY = "{names} cannot be looked up in Slack"


def why_stuck(directory: Directory, deploy: Deploy, at: datetime) -> str | None:
    """Return why nobody can approve a deploy as it was just reviewed; None when somebody can.

    Asks for people one by one and stops at the first who are enough. Raises Transient.
    """
    if deploy.rules is None:
        return None
    named = dict.fromkeys((*deploy.rules.approvers, *(name for _, each in asked(deploy) for name in each)))
    try:
        groups = directory.members(named)
    except BadInput as problem:
        return UNTOLD.format(problem=problem)
    ids = list(_in_turn([sorted(each) for each in groups.values() if each]))
    if len(ids) > PEOPLE_MAX:
        return None
    people, unknown = list[Person](), list[str]()
    for user_id in ids:
        try:
            people.append(directory.person(user_id, named, deploy.rules.people))
        except BadInput:  # a policy may name somebody who never was
            unknown.append(user_id)
        if why_in_vain(deploy, people, at) is None:
            return None
    missing = [name for name, each in groups.items() if each is None]
    return _sentence(why_in_vain(deploy, people, at), missing, unknown)


def _in_turn(groups: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield everybody once, the first of each group first: of each somebody may be needed."""
    turns = zip_longest(*groups)
    yield from dict.fromkeys(user_id for turn in turns for user_id in turn if user_id is not None)


def _sentence(why: str | None, missing: Sequence[str], unknown: Sequence[str]) -> str | None:
    if why is None:
        return None
    told = [NO_GROUP.format(names=listed(missing))] if missing else []
    told += [NOBODY.format(names=listed(unknown))] if unknown else []
    return "; ".join((why, *told))
