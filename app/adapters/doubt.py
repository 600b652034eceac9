"""What is unknown of a deploy as a whole: what its change is measured against, and whose it is."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import islice

from app.adapters import parts
from app.adapters.repository import NotHereError
from app.domain.deploy import Deploy
from app.domain.email import is_address
from app.domain.errors import BadInput
from app.domain.evidence import Commit, Evidence
from app.domain.link import nobody_queued
from app.domain.person import USER_ID
from app.domain.report import Unknown

AUTHORS_MAX = 500  # of one deploy, with co-authors
ADDRESS_MAX = 254  # characters; the longest address

Told = Mapping[str, bytes]  # parts of what the CI sent


def unread(deploy: Deploy, base: str | None, problem: BadInput, told: Told) -> tuple[Evidence, Told]:
    """Return evidence without a change, and what the CI may tell: not whose work it is where we may read."""
    found = Evidence(deploy.key.repository, deploy.key.sha, base)
    if isinstance(problem, NotHereError) and "diff" in told:
        return found, told
    lost = Unknown(deploy.request.local_path or deploy.key.repository, str(problem))
    if not isinstance(problem, NotHereError):
        told = {part: content for part, content in told.items() if part not in parts.WHOSE}
    return replace(found, unknown=(lost,)), told


def about_base(deploy: Deploy, live: str | None, evidence: Evidence) -> Evidence:
    """Say so when it is unclear what the change is measured against."""
    where = deploy.key.environment
    if live is None and deploy.request.base is None:
        reason = f"nothing is known to be live in {where}; compared with the parent commit only"
    elif live is not None and evidence.base != live:
        reason = f"{live[:12]} is live in {where}, but the evidence is about another base"
    else:
        return evidence
    return replace(evidence, unknown=(*evidence.unknown, Unknown("base", reason)))


def about_back(deploy: Deploy, evidence: Evidence, was_live: Callable[[str], bool]) -> Evidence:
    """Take for a rollback only what was live there: an older commit may never have been let in."""
    if not evidence.takes_back or was_live(deploy.key.sha):
        return evidence
    reason = (
        f"it takes away {evidence.takes_back:,} and is no rollback: as far as the record tells, this commit "
        f"was never live in {deploy.key.environment}"
    )
    unknown = (*evidence.unknown, Unknown("commits", reason))
    return replace(evidence, takes_back=None, taken_back=(), unknown=unknown)


def about_many(evidence: Evidence) -> Evidence:
    """Keep no more authors than anybody can read: one commit may name as many as its message is long.

    Who is left out counts as an author without an address, for whom one more person has to approve.
    """
    named = dict.fromkeys(email for each in evidence.commits for email in (each.email, *each.co_authors))
    kept = frozenset(islice((email for email in named if len(email) <= ADDRESS_MAX), AUTHORS_MAX))
    if len(kept) == len(named):
        return evidence
    commits = tuple(_with_authors(each, kept) for each in evidence.commits)
    reason = (
        f"{len(named):,} addresses name authors; {len(kept):,} are kept, so one more person has to approve"
    )
    return replace(evidence, commits=commits, unknown=(*evidence.unknown, Unknown("commits", reason)))


def _with_authors(commit: Commit, kept: frozenset[str]) -> Commit:
    people = tuple(email for email in commit.co_authors if email in kept)
    more = () if people == commit.co_authors else ("",)
    return replace(commit, email=commit.email if commit.email in kept else "", co_authors=(*people, *more))


def about_people(deploy: Deploy, evidence: Evidence, *, is_looked_up: bool) -> Evidence:
    """Say so when it cannot be told whose work it is, for nobody approves their own.

    `is_looked_up`: the platform was asked who queued it, and has named a doubt of its own.
    """
    unknown = evidence.unknown
    actor = deploy.request.actor
    brings_nothing = evidence.takes_back or evidence.base == evidence.live == evidence.head
    if not evidence.commits and not brings_nothing:
        unknown += (Unknown("commits", "nobody said who wrote them, so one more person has to approve"),)
    if actor and not is_looked_up and not (USER_ID.fullmatch(actor) or is_address(actor)):
        unknown += (nobody_queued(actor),)
    return replace(evidence, unknown=unknown)
