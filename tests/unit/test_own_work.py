"""Nobody approves their own work, under whatever name; a claim counts only against who makes it."""

from dataclasses import replace

import pytest

from app.domain.deploy import Deploy
from app.domain.errors import Refused
from app.domain.link import Link, logins_of
from app.domain.person import Person
from app.domain.policy import People
from app.domain.rules import approval, cancellation_rule, rejection_rule
from tests.unit.example import BO, CY, NOON, PENDING, REQUEST, RULES, SUMMARY

BY_LOGIN = replace(PENDING, summary=replace(SUMMARY, logins=frozenset({"bo-chen"})))
QUEUED_BY_LOGIN = replace(PENDING, request=replace(REQUEST, actor="Bo-Chen"))
LINKED = replace(BO, logins=frozenset({"bo-chen"}))
CLAIMS = replace(BO, claims=frozenset({"bo-chen"}))


def refusal(deploy: Deploy, by: Person) -> str:
    with pytest.raises(Refused) as refused:
        approval(deploy, by, SUMMARY.digest, NOON)
    return str(refused.value)


@pytest.mark.parametrize(
    ("deploy", "by", "why"),
    [
        pytest.param(
            replace(PENDING, summary=replace(SUMMARY, authors=frozenset({"bo@harbour.example"}))),
            BO,
            "You wrote a commit",
            id="an author or co-author",
        ),
        pytest.param(
            replace(PENDING, summary=replace(SUMMARY, authors=frozenset({"bo+git@harbour.example"}))),
            BO,
            "You wrote a commit",
            id="the same mailbox with a tag",
        ),
        pytest.param(
            replace(PENDING, summary=replace(SUMMARY, starters=frozenset({"bo@harbour.example"}))),
            BO,
            "You opened or started",
            id="who opened, dispatched or re-ran it",
        ),
        pytest.param(
            replace(PENDING, summary=replace(SUMMARY, authors=frozenset({"bo@harbour.example"}))),
            replace(BO, id="U0BO000002"),
            "You wrote a commit",
            id="a second account with the same address",
        ),
        pytest.param(
            replace(PENDING, summary=replace(SUMMARY, members=frozenset({BO.id}))),
            replace(BO, email="bo@new.example"),
            "You wrote, opened or started",
            id="an account that was matched, whatever its address is now",
        ),
        pytest.param(BY_LOGIN, LINKED, "You wrote, opened or started", id="a linked login"),
        pytest.param(BY_LOGIN, CLAIMS, "You wrote, opened or started", id="an unconfirmed claim"),
        pytest.param(QUEUED_BY_LOGIN, LINKED, "You queued", id="who queued it by a linked login"),
        pytest.param(QUEUED_BY_LOGIN, CLAIMS, "You queued", id="who queued it by a claimed login"),
        pytest.param(PENDING, replace(BO, email=None), "shows no e-mail address", id="an unknown address"),
    ],
)
def test_nobody_approves_their_own_work(deploy: Deploy, by: Person, why: str) -> None:
    assert why in refusal(deploy, by)


@pytest.mark.parametrize("agent", ["U0BO000001", "bo+ci@harbour.example", "bo-chen"])
@pytest.mark.parametrize("by", [LINKED, CLAIMS])
def test_an_agent_never_approves_by_id_address_or_login(agent: str, by: Person) -> None:
    rules = replace(RULES, people=People(agents=(agent,)))
    assert "among its agents" in refusal(replace(PENDING, rules=rules), by)


def test_a_claim_gives_no_right() -> None:
    outsider = replace(CLAIMS, belongs_to=frozenset())
    for deploy in (BY_LOGIN, QUEUED_BY_LOGIN):
        with pytest.raises(Refused, match="Only @release-owners"):
            rejection_rule(deploy, outsider, SUMMARY.digest)
        with pytest.raises(Refused, match="Only @release-owners"):
            cancellation_rule(deploy, outsider)
        assert cancellation_rule(deploy, replace(LINKED, belongs_to=frozenset())) == "one's own deploy"


def test_somebody_with_other_logins_approves() -> None:
    other = replace(CY, logins=frozenset({"cy"}), claims=frozenset({"cy-2"}))
    assert approval(BY_LOGIN, other, SUMMARY.digest, NOON).by == CY.id


BO_CHEN = Link("bo-chen", BO.id, NOON, "U0ELI00001", NOON, frozenset({"@eng-leads"}))
CLAIM = Link("bo-2", BO.id, NOON)


@pytest.mark.parametrize(
    ("people", "logins", "claims"),
    [
        (People(leaders=("@eng-leads", "@others")), {"bo-chen"}, {"bo-2"}),
        (People(leaders=("@others",)), set(), {"bo-chen", "bo-2"}),
        (People(), set(), {"bo-chen", "bo-2"}),
        (People(logins={"bo-2": BO.id}), {"bo-2"}, {"bo-chen"}),
        (People(logins={"bo-2": "bo@harbour.example"}), {"bo-2"}, {"bo-chen"}),
        (People(logins={"bo-chen": CY.id}, leaders=("@eng-leads",)), set(), {"bo-chen", "bo-2"}),
    ],
)
def test_a_link_counts_for_somebody_where_the_policys_own_leaders_confirmed_it(
    people: People, logins: set[str], claims: set[str]
) -> None:
    found, only_claimed = logins_of([BO.id, str(BO.email)], (BO_CHEN, CLAIM), people)
    assert found == logins
    assert only_claimed == claims
