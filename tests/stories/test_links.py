"""Whose a GitHub login is: claimed, confirmed by a leader, kept in the record, known to the next click."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from slack_sdk import WebClient

from app.adapters.addresses import RedisAddresses
from app.adapters.archive import RedisArchive
from app.adapters.audit import RedisAudit
from app.adapters.links import RedisLinks
from app.adapters.people import People as Directory
from app.adapters.peoplememory import Memory
from app.adapters.slackanswers import RedisAnswers
from app.domain.errors import BadInput, Refused, Transient
from app.domain.link import LOGINS_MAX
from app.domain.person import Person, Standing
from app.domain.policy import Channels, Environment, People, Policy, Promote, PromoteKind
from sandbox.slack import SlackSandbox
from tests.stories.world import ANA, BO, ELI

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LEADS = frozenset({"@eng-leads"})
ELI_IS = Person(ELI, Standing.MEMBER, "eli@harbour.example", LEADS)
ANA_IS = Person(ANA, Standing.MEMBER, "ana@harbour.example")
BO_IS = Person(BO, Standing.MEMBER, "bo@harbour.example", frozenset({"@release-owners"}))


@pytest.fixture
def links(redis: Redis) -> RedisLinks:
    return RedisLinks(redis, RedisAudit(redis))


def recorded(redis: Redis) -> list[tuple[str, str, str, str]]:
    entries = RedisAudit(redis).entries(20).entries
    return [(e.entry.what, e.entry.by.id, e.entry.rule, e.entry.detail["login"]) for e in reversed(entries)]


def test_a_claim_is_confirmed_by_a_leader_and_both_are_in_the_record(redis: Redis, links: RedisLinks) -> None:
    claimed = links.claim(NOON, ANA_IS, " @Ana-Lima ")
    assert (claimed.login, claimed.user_id, claimed.by) == ("ana-lima", ANA, None)
    assert links.pending() == [claimed]
    links.confirm(NOON + timedelta(hours=1), ELI_IS, "ana-lima", ANA, LEADS)
    (link,) = links.of(ANA)
    assert (link.by, link.names, links.pending(), links.of(BO)) == (ELI, LEADS, [], [])
    assert recorded(redis) == [
        ("claim", ANA, "one's own login", "ana-lima"),
        ("link", ELI, "leader as @eng-leads", "ana-lima"),
    ]


Word = Callable[[RedisLinks], object]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (lambda links: links.claim(NOON, ANA_IS, "a b"), "`a b` is not a login on GitHub"),
        (lambda links: links.claim(NOON, replace(ANA_IS, standing=Standing.GUEST), "zoe"), "Only members"),
        (lambda links: links.claim(NOON, ANA_IS, "ana-lima"), "is claimed by you already"),
        (
            lambda links: links.claim(NOON, BO_IS, "Ana-Lima"),
            f"is claimed by <@{ANA}>; that has to be withdrawn",
        ),
        (lambda links: links.confirm(NOON, ELI_IS, "zoe", ANA, LEADS), "has not claimed `zoe`"),
        (lambda links: links.confirm(NOON, ELI_IS, "ana-lima", BO, LEADS), f"<@{BO}> has not claimed"),
        (
            lambda links: links.confirm(NOON, replace(ANA_IS, belongs_to=LEADS), "ana-lima", ANA, LEADS),
            "You cannot confirm your own login",
        ),
        (lambda links: links.confirm(NOON, BO_IS, "ana-lima", ANA, LEADS), "Only whom a policy names"),
        (lambda links: links.confirm(NOON, ELI_IS, "ana-lima", ANA, frozenset()), "Only whom a policy names"),
        (lambda links: links.withdraw(NOON, BO_IS, "ana-lima", ANA, LEADS), "Only another person"),
        (lambda links: links.withdraw(NOON, ANA_IS, "zoe", ANA, LEADS), "is not linked with"),
    ],
)
def test_other_words_are_refused_and_leave_nothing(
    redis: Redis, links: RedisLinks, said: Word, why: str
) -> None:
    links.claim(NOON, ANA_IS, "ana-lima")
    with pytest.raises(Refused) as refused:
        said(links)
    assert why in str(refused.value)
    assert [link.login for link in links.pending()] == ["ana-lima"]
    assert len(recorded(redis)) == 1


def test_a_claim_is_withdrawn_by_who_made_it_and_a_link_by_another_leader(links: RedisLinks) -> None:
    links.claim(NOON, ANA_IS, "ana-lima")
    links.withdraw(NOON, ANA_IS, "ana-lima", ANA, frozenset())
    links.claim(NOON, BO_IS, "ana-lima")
    links.confirm(NOON, ELI_IS, "ana-lima", BO, LEADS)
    with pytest.raises(Refused, match="Only another person"):
        links.withdraw(NOON, replace(BO_IS, belongs_to=LEADS), "ana-lima", BO, LEADS)
    links.withdraw(NOON, ELI_IS, "ana-lima", BO, LEADS)
    assert links.all() == {}
    assert links.of(BO) == []


def test_the_leaders_of_another_policy_withdraw_no_link_that_holds(links: RedisLinks) -> None:
    links.claim(NOON, ANA_IS, "ana-lima")
    links.confirm(NOON, ELI_IS, "ana-lima", ANA, LEADS)
    elsewhere = replace(BO_IS, belongs_to=frozenset({"@pier-leads"}))
    with pytest.raises(Refused, match="Only @eng-leads may withdraw this"):
        links.withdraw(NOON, elsewhere, "ana-lima", ANA, LEADS | {"@pier-leads"})
    both = LEADS | {"@pier-leads"}
    links.confirm(NOON, elsewhere, "ana-lima", ANA, both)
    links.withdraw(NOON, elsewhere, "ana-lima", ANA, both)  # what they confirmed, and nothing else
    assert [link.names for link in links.of(ANA)] == [LEADS]
    links.withdraw(NOON, elsewhere, "ana-lima", ANA, frozenset({"@pier-leads"}))  # where it holds no more
    assert links.all() == {}


def test_one_person_has_so_many_logins(links: RedisLinks) -> None:
    for number in range(LOGINS_MAX):
        links.claim(NOON, ANA_IS, f"ana-{number}")
    with pytest.raises(Refused, match="You have 5 GitHub logins already"):
        links.claim(NOON, ANA_IS, "ana-more")


def test_of_two_who_claim_at_once_one_has_it(redis: Redis, links: RedisLinks) -> None:
    def claim(person: Person) -> bool:
        try:
            links.claim(NOON, person, "octocat")
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(claim, (ANA_IS, BO_IS, ELI_IS, replace(BO_IS, id="U0CY000001"))))
    assert (won.count(True), len(recorded(redis)), len(links.pending())) == (1, 1, 1)


def test_leaders_are_those_of_every_policy_that_is_known(redis: Redis, links: RedisLinks) -> None:
    rules = Environment(Channels("#a"), ("@b",), Promote(PromoteKind.WEBHOOK))
    for name, leaders in (("harbour/shop", ("@eng-leads",)), ("harbour/port", ("@leads", "U0ELI00001"))):
        policy = Policy({"production": replace(rules, people=People(leaders=leaders))})
        RedisArchive(redis).keep_policy(name, policy)
    redis.hset("airlock:policy", "harbour/broken", "{")
    assert links.leaders() == {"@eng-leads", "@leads", "U0ELI00001"}


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackSandbox]:
    with SlackSandbox.start() as sandbox:
        yield sandbox


@pytest.fixture
def people(slack: SlackSandbox, redis: Redis, links: RedisLinks) -> Directory:
    client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    return Directory(client, memory=Memory(links, RedisAddresses(redis), RedisAnswers(redis)))


def test_the_next_look_at_somebody_knows_their_logins(people: Directory, links: RedisLinks) -> None:
    links.claim(NOON, ANA_IS, "ana-lima")
    policy = People(leaders=("@eng-leads",))
    assert people.person(ANA, (), policy).claims == {"ana-lima"}
    links.confirm(NOON, ELI_IS, "ana-lima", ANA, LEADS)
    assert people.person(ANA, (), policy).logins == {"ana-lima"}
    assert people.person(ANA, ()).claims == {"ana-lima"}
    assert people.person(BO, (), People(logins={"bo": "bo@harbour.example"})).logins == {"bo"}


@pytest.mark.parametrize(
    ("email", "user"),
    [
        ("ana@harbour.example", ANA),
        ("Ana+Git@Harbour.example", ANA),
        ("zoe@elsewhere.example", None),
        ("hal@harbour.example", None),  # deactivated: Slack finds nobody by that address
        ("no address", None),
        ("ana@harbour.example@harbour.example", None),
        ("ana\x00@harbour.example", None),
        ("аna@harbour.example", None),  # noqa: RUF001 - a Cyrillic letter
        ("x" * 300 + "@harbour.example", None),
    ],
)
def test_whose_an_address_is_slack_says(people: Directory, email: str, user: str | None) -> None:
    assert people.user_of(email) == user


def test_an_answer_is_remembered_for_an_hour_and_that_nobody_has_it_for_minutes(
    people: Directory, slack: SlackSandbox, redis: Redis
) -> None:
    people.user_of("ana@harbour.example")
    people.user_of("zoe@elsewhere.example")
    assert 3500 < redis.ttl("airlock:address:ana@harbour.example") <= 3600
    assert 200 < redis.ttl("airlock:address:zoe@elsewhere.example") <= 300
    slack.fail_next("users.lookupByEmail", status=500)
    afresh = people.afresh()
    assert (afresh.user_of("ana@harbour.example"), afresh.user_of("zoe@elsewhere.example")) == (ANA, None)
    with pytest.raises(Transient):
        afresh.user_of("bo@harbour.example")


def test_who_is_behind_a_name_and_what_is_no_group(people: Directory, slack: SlackSandbox) -> None:
    found = people.members(["@dba", "S0DBA00001", BO, "@nobody", "S0GONE0001"])
    dba = frozenset({"U0DEE00001"})
    assert found == {"@dba": dba, "S0DBA00001": dba, BO: {BO}, "@nobody": None, "S0GONE0001": None}
    assert people.person(BO, ["S0GONE0001", "@release-owners"]).belongs_to == {"@release-owners"}
    assert {c.args["usergroup"] for c in slack.calls if c.method == "usergroups.users.list"} == {
        "S0DBA00001",
        people.mentions(["@release-owners"])[0],
    }, "names that a policy makes up cost no call, of which Slack allows twenty a minute"
    slack.fail_next("usergroups.list", error="plan_upgrade_required")
    assert people.afresh().members(["@dba"]) == {"@dba": None}
    slack.fail_next("usergroups.list", error="invalid_auth")
    with pytest.raises(BadInput):
        people.afresh().members(["@dba"])


def test_all_workers_ask_slack_once_a_minute_for_what_decides_nothing(
    people: Directory, slack: SlackSandbox, redis: Redis
) -> None:
    before = slack.call_count
    for _ in range(2):
        found = people.lately()
        assert found.members(["@dba"]) == {"@dba": frozenset({"U0DEE00001"})}
        assert found.person(BO, ["@release-owners"]).belongs_to == {"@release-owners"}
    assert sorted(call.method for call in slack.calls[before:]) == [
        "auth.test",
        "usergroups.list",
        *["usergroups.users.list"] * 2,  # two groups
        "users.info",
    ]
    assert 0 < redis.ttl("airlock:slack:groups") <= 60
    slack.fail_next("usergroups.list", status=500)
    with pytest.raises(Transient):
        people.afresh().members(["@dba"])
