"""A gate for which the policy names nobody is opened by the owners of its files, in the policy's words."""

from dataclasses import replace

import pytest

from app.domain.evidence import Evidence
from app.domain.link import Link
from app.domain.policy import People
from app.domain.quorum import asked, quorum
from app.domain.report import Finding, GateName, Level
from app.domain.rules import approval
from tests.unit.example import BASE, BO, DEE, NOON, PENDING, REPORT, RULES, SHA, SUMMARY
from workers.crowd import Roll
from workers.gateowners import SETS_MAX, Owners, gate_owners

SLACK = {"dee@harbour.example": DEE.id}
LINKED = Link("dee-novak", DEE.id, NOON, "U0ELI00001", NOON, frozenset({"@eng-leads"}))
PEOPLE = People(teams={"harbour/dba": "@dba"}, leaders=("@eng-leads",), logins={"cy": "U0CY000001"})


def owners(codeowners: str | None, *paths: str, gated: bool = False, people: People = PEOPLE) -> Owners:
    findings = tuple(
        Finding(
            "path.migration", Level.HIGH, "Changes the schema.", path=path, points=9, gate=GateName.SCHEMA
        )
        for path in paths or ("db/1.sql",)
    )
    rules = replace(RULES, people=people, gates={GateName.SCHEMA: ("@dba",)} if gated else {})
    roll = Roll(people, {LINKED.login: LINKED}, {}, SLACK.get)
    evidence = Evidence("harbour/shop", SHA, BASE, codeowners=codeowners)
    return gate_owners(roll, rules, replace(REPORT, findings=findings), evidence)


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        ("@harbour/dba", "@dba"),
        ("@Harbour/DBA", "@dba"),
        ("@dee-novak", DEE.id),
        ("@cy", "U0CY000001"),
        ("dee@harbour.example", DEE.id),
        ("@harbour/web @dee-novak", DEE.id),
    ],
)
def test_owners_are_teams_logins_and_addresses(owner: str, name: str) -> None:
    assert owners(f"* @harbour/all\n/db/ {owner}\n") == Owners(((GateName.SCHEMA, (name,)),))


@pytest.mark.parametrize("owner", ["@harbour/web", "@others/dba", "@zoe", "zoe@elsewhere.example"])
def test_owners_who_are_nobody_in_slack_are_named(owner: str) -> None:
    assert owners(f"/db/ {owner}\n") == Owners((), (owner,))


def test_a_linked_login_counts_only_where_the_policys_leaders_confirmed_it() -> None:
    assert owners("/db/ @dee-novak\n", people=People()) == Owners((), ("@dee-novak",))


@pytest.mark.parametrize("codeowners", [None, "", "/web/ @harbour/dba\n"])
def test_files_that_nobody_owns_ask_for_nobody(codeowners: str | None) -> None:
    assert owners(codeowners) == Owners()


def test_where_the_policy_names_somebody_owners_are_not_asked() -> None:
    assert owners("/db/ @dee-novak\n", gated=True) == Owners()


def test_who_owns_one_gated_file_does_not_speak_for_another() -> None:
    found = owners(
        "/db/ @harbour/dba\n/shop/ @cy @harbour/dba\n/auth/ @cy\n", "db/1.sql", "shop/2.sql", "auth/3.sql"
    )
    assert found.named == ((GateName.SCHEMA, ("@dba",)), (GateName.SCHEMA, ("U0CY000001",)))
    summary = replace(SUMMARY, gates=frozenset({GateName.SCHEMA}), owners=found.named)
    deploy = replace(PENDING, summary=summary)
    assert asked(deploy) == list(found.named)
    dba = approval(deploy, DEE, SUMMARY.digest, NOON)
    one = approval(deploy, BO, SUMMARY.digest, NOON)
    assert quorum(deploy, (one, dba)).missing == ((GateName.SCHEMA, ("U0CY000001",)),)


def test_of_very_many_sets_of_owners_the_rest_counts_as_unknown() -> None:
    people = People(logins={f"p{number}": f"U0P{number:07}" for number in range(SETS_MAX + 5)})
    lines = "".join(f"/db/{number:02}.sql @p{number}\n" for number in range(SETS_MAX + 5))
    found = owners(lines, *(f"db/{number:02}.sql" for number in range(SETS_MAX + 5)), people=people)
    assert (len(found.named), len(found.unmatched)) == (SETS_MAX, 5)


def test_an_owner_who_is_nobody_in_slack_asks_for_one_more_and_is_named() -> None:
    summary = replace(SUMMARY, ownerless=("@harbour/web",))
    count = quorum(replace(PENDING, summary=summary), ())
    assert (count.need, count.why) == (2, ("nobody in Slack is @harbour/web, who owns what is gated",))
