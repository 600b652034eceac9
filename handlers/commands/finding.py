"""What a word of a command names: a deploy, or an environment with who has a say there."""

import re
from collections.abc import Sequence
from itertools import chain

from app.domain.deploy import Deploy
from app.domain.errors import BadInput, Missing
from app.domain.halt import Place
from app.domain.lane import EVERYWHERE
from app.domain.policy import OPERATOR, Environment, Policy
from app.domain.reference import is_repository
from app.ports import Parts
from handlers.typed import Miswritten, closest, name_of, shown, unknown

ID = re.compile(r"[a-z2-7]{12}")
CUT_MIN = 4  # characters of an id that may be cut
COMPARED = 1000  # ids, to guess which one was meant
BEGINNING = re.compile(rf"[a-z2-7]{{{CUT_MIN},11}}")
AN_ID = "the ID of a deploy; `/deploy status` lists them"
NOTHING_READ = "No policy has been read yet, so no environment is known; name the repository too."


def only(words: Sequence[str]) -> str:
    """Return the one word of a command that takes one. Raises Miswritten."""
    first, rest = first_of(words)
    if rest:
        raise Miswritten(f"`{shown(rest[0])}` is more than this takes.")
    return first


def first_of(words: Sequence[str], what: str = AN_ID) -> tuple[str, Sequence[str]]:
    """Return the first word, and the others. Raises Miswritten saying that `what` is missing."""
    if not words:
        raise Miswritten(f"This needs {what}.")
    return words[0], words[1:]


def deploy_of(parts: Parts, word: str) -> Deploy:
    """Return the deploy of an id, or of the beginning of one among those that wait. Raises Miswritten."""
    wanted = word.strip("`").lower()
    if ID.fullmatch(wanted):
        try:
            return parts.gate.get(wanted)
        except Missing:
            raise _nothing(word, parts.archive.waiting_ids()) from None
    ids = parts.archive.waiting_ids()
    found = [known for known in ids if BEGINNING.fullmatch(wanted) and known.startswith(wanted)]
    if len(found) > 1:
        listed = ", ".join(f"`{known}`" for known in found[:5])
        raise Miswritten(f"Several deploys that wait begin with `{wanted}`: {listed}. Write more of the ID.")
    if not found:
        raise _nothing(word, ids)
    return parts.gate.get(found[0])


def place_of(parts: Parts, words: Sequence[str]) -> tuple[Place, Sequence[str]]:
    """Return the environment that the first words name, of one repository or of all, and the other words."""
    first, rest = first_of(words, "an environment, as in `production`")
    first = name_of(first)
    if first in environments(parts) or not is_repository(first):
        return Place(EVERYWHERE, first), rest
    environment, rest = first_of(rest, f"an environment after `{first}`")
    return Place(first, name_of(environment)), rest


def names_there(parts: Parts, place: Place) -> frozenset[str]:
    """Return every group and person that has a say there. Raises Miswritten where no policy knows it.

    Over every repository at once, only whom the operator's policy names, or without one all policies: whoever
    has a repository writes a policy.
    """
    known = [policy.environments.get(place.environment) for policy in _policies(parts, place)]
    first, *others = [rules for rules in known if rules] or [_afresh(parts, place)]
    return first.names.intersection(*(rules.names for rules in others))


def environments(parts: Parts) -> list[str]:
    """Return the names of all environments that a policy knows."""
    return sorted(set(chain.from_iterable(p.environments for p in parts.archive.good_policies().values())))


def _policies(parts: Parts, place: Place) -> list[Policy]:
    """Return the policies that hold there: of a repository its own, else the operator's."""
    known = parts.archive.good_policies()
    operators = [policy for name, policy in known.items() if name == OPERATOR]
    if place.repository == EVERYWHERE:
        has_it = any(place.environment in policy.environments for policy in operators)
        return operators if has_it else list(known.values())
    own = [policy for name, policy in known.items() if name.lower() == place.repository.lower()]
    return own or operators


def _afresh(parts: Parts, place: Place) -> Environment:
    """Read the policy, which may be newer than what was read last, or may never have been read."""
    known = environments(parts)
    if place.repository == EVERYWHERE:
        if not known:
            raise Miswritten(NOTHING_READ)
        raise unknown(place.environment, "an environment of any policy", known)
    try:
        return parts.sources.rules(place.repository, None, place.environment)
    except BadInput as problem:
        there = sorted(set(chain.from_iterable(policy.environments for policy in _policies(parts, place))))
        if not there:
            raise Miswritten(str(problem)) from problem
        raise unknown(place.environment, f"an environment of {place.repository}", there) from problem


def _nothing(word: str, waiting: Sequence[str]) -> Miswritten:
    meant = closest(word, waiting[:COMPARED])
    hint = f"the closest that waits is `{meant}`" if meant else "`/deploy status` lists what waits"
    if len(word.strip("`")) < CUT_MIN:
        hint = f"write at least the first {CUT_MIN} characters of its ID"
    return Miswritten(f"There is no deploy `{shown(word)}`; {hint}.")
