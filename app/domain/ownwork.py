"""Whose work a deploy is: nobody approves their own."""

from app.domain.deploy import Deploy
from app.domain.email import mailbox
from app.domain.errors import Refused
from app.domain.person import Person
from app.domain.policy import Environment

NO_EMAIL = "Your Slack profile shows no e-mail address, so this may be your own work; {others}."
QUEUED = "You queued this deploy, so somebody else has to approve it: {others}."
WROTE = "You wrote a commit in this deploy, so somebody else has to approve it: {others}."
PART = "You wrote, opened or started part of this deploy, so somebody else has to approve it: {others}."
STARTED = "You opened or started this deploy, so somebody else has to approve it: {others}."


def check_not_own_work(deploy: Deploy, by: Person, others: str) -> None:
    """Raise Refused for who wrote, opened, queued, dispatched or re-ran any of it; `others` says who may."""
    if by.email is None:
        raise Refused(NO_EMAIL.format(others=others))
    if _queued(deploy, by, by.logins | by.claims):
        raise Refused(QUEUED.format(others=others))
    if deploy.summary and _is_among(by, deploy.summary.authors):
        raise Refused(WROTE.format(others=others))
    if deploy.summary and _is_among(by, deploy.summary.starters):
        raise Refused(STARTED.format(others=others))
    if is_own_work(deploy, by) or _may_be_own(deploy, by):
        raise Refused(PART.format(others=others))


def is_own_work(deploy: Deploy, by: Person) -> bool:
    summary = deploy.summary
    if _queued(deploy, by, by.logins):
        return True
    if summary is None:
        return False
    return (
        _is_among(by, summary.authors | summary.starters)
        or by.id in summary.members
        or not by.logins.isdisjoint(summary.logins)
    )


def _may_be_own(deploy: Deploy, by: Person) -> bool:
    """Whether it is by what somebody says of themselves, which gives them no right."""
    return deploy.summary is not None and not by.claims.isdisjoint(deploy.summary.logins)


def is_same(by: Person, user_id: str, email: str | None) -> bool:
    """Whether somebody is who was there before, be it with another account of the same mailbox."""
    is_their_box = by.email is not None and email is not None and mailbox(by.email) == mailbox(email)
    return by.id == user_id or is_their_box


def is_agent(by: Person, rules: Environment) -> bool:
    """Whether the policy calls somebody no person, by any of their names."""
    agents = {mailbox(agent) for agent in rules.people.agents}
    names = {by.id.lower(), *by.logins, *by.claims, *([mailbox(by.email)] if by.email else [])}
    return not agents.isdisjoint(names)


def _queued(deploy: Deploy, by: Person, logins: frozenset[str]) -> bool:
    actor = mailbox(deploy.request.actor or "")
    return bool(actor) and actor in {by.id.lower(), *logins, *([mailbox(by.email)] if by.email else [])}


def _is_among(by: Person, emails: frozenset[str]) -> bool:
    return by.email is not None and mailbox(by.email) in {mailbox(email) for email in emails}
