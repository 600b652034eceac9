"""Who had a part in a deploy is matched with people by address and login; who is nobody is named."""

from dataclasses import dataclass, field, replace

import pytest

from app.domain.errors import BadInput
from app.domain.evidence import Commit, Evidence
from app.domain.link import Link, nobody_knows, nobody_queued
from app.domain.policy import People
from app.domain.quorum import quorum
from app.domain.report import Unknown
from app.domain.rules import approval
from tests.unit.example import BASE, BO, CY, NOON, PENDING, REQUEST, SHA, SUMMARY
from workers.crowd import LOOKED_UP_MAX, NAMELESS, STRANGERS_MAX, Crowd, Roll, crowd, settled

SLACK = {"ana@harbour.example": "U0ANA00001", "bo@harbour.example": "U0BO000001"}
LEADERS = People(leaders=("@eng-leads",))
LINKED = Link("ana-lima", "U0ANA00001", NOON, "U0ELI00001", NOON, frozenset({"@eng-leads"}))
HIDDEN = "12+Ana-Lima@users.noreply.github.com"


@dataclass
class Part:
    """What a deploy brought, and what is known of people."""

    emails: tuple[str, ...] = ("ana@harbour.example",)
    co_authors: tuple[str, ...] = ()
    actor: str | None = None
    people: People = LEADERS
    links: tuple[Link, ...] = ()
    logins: dict[str, frozenset[str]] = field(default_factory=dict)
    starters: frozenset[str] = frozenset()
    asked: list[str] = field(default_factory=list)

    def found(self) -> Crowd:
        def user_of(email: str) -> str | None:
            self.asked.append(email)
            return SLACK.get(email)

        commits = tuple(Commit(SHA, "Ana Lima", email, "Change", self.co_authors) for email in self.emails)
        evidence = Evidence(
            "harbour/shop", SHA, BASE, commits=commits, logins=self.logins, starters=self.starters
        )
        deploy = replace(PENDING, request=replace(REQUEST, actor=self.actor))
        links = {link.login: link for link in self.links}
        return crowd(Roll(self.people, links, self.logins, user_of), deploy, evidence)


STRANGE = "zoe@elsewhere.example"


@pytest.mark.parametrize(
    ("part", "members", "strangers"),
    [
        pytest.param(Part(), {"U0ANA00001"}, (), id="an author by address"),
        pytest.param(Part(("Ana@Harbour.example",)), {"U0ANA00001"}, (), id="capitals do not count"),
        pytest.param(
            Part(co_authors=("bo@harbour.example",)), {"U0ANA00001", "U0BO000001"}, (), id="a co-author"
        ),
        pytest.param(
            Part(co_authors=(STRANGE,)), {"U0ANA00001"}, (STRANGE,), id="a co-author from elsewhere"
        ),
        pytest.param(Part((STRANGE, STRANGE)), set(), (STRANGE,), id="each stranger is named once"),
        pytest.param(Part(("",)), set(), (NAMELESS,), id="an author without an address is one"),
        pytest.param(Part((HIDDEN,)), set(), ("@ana-lima",), id="a private address names its login"),
        pytest.param(Part((HIDDEN,), links=(LINKED,)), {"U0ANA00001"}, (), id="a linked login"),
        pytest.param(
            Part((HIDDEN,), links=(replace(LINKED, by=None, names=frozenset()),)),
            set(),
            ("@ana-lima",),
            id="a claim that nobody confirmed is for nobody",
        ),
        pytest.param(
            Part((HIDDEN,), links=(LINKED,), people=People(leaders=("@others",))),
            set(),
            ("@ana-lima",),
            id="a link that leaders of another policy confirmed",
        ),
        pytest.param(
            Part((HIDDEN,), people=People(logins={"ana-lima": "U0ANA00001"})),
            {"U0ANA00001"},
            (),
            id="a login that the policy names by id",
        ),
        pytest.param(
            Part((HIDDEN,), people=People(logins={"ana-lima": "ana@harbour.example"})),
            {"U0ANA00001"},
            (),
            id="a login that the policy names by address",
        ),
        pytest.param(
            Part((HIDDEN,), logins={"ana-lima": frozenset({"ana@harbour.example"})}),
            {"U0ANA00001"},
            (),
            id="a login whose address GitHub knows",
        ),
        pytest.param(
            Part((STRANGE,), links=(LINKED,), logins={"ana-lima": frozenset({STRANGE})}),
            {"U0ANA00001"},
            (),
            id="an address whose linked login GitHub knows",
        ),
        pytest.param(
            Part(starters=frozenset({"bo@harbour.example", STRANGE})),
            {"U0ANA00001", "U0BO000001"},
            (),
            id="who opened or started it is looked up, and asks for nobody more",
        ),
        pytest.param(Part((STRANGE,), people=People(agents=(STRANGE,))), set(), (), id="an agent by address"),
        pytest.param(Part((HIDDEN,), people=People(agents=("ana-lima",))), set(), (), id="an agent by login"),
        pytest.param(
            Part(("5+renovate[bot]@users.noreply.github.com",), people=People(agents=("renovate[bot]",))),
            set(),
            (),
            id="an agent that is a bot",
        ),
        pytest.param(Part(actor="U0BO000001"), {"U0ANA00001", "U0BO000001"}, (), id="queued in Slack"),
        pytest.param(Part(actor="Bo@harbour.example"), {"U0ANA00001", "U0BO000001"}, (), id="by an address"),
        pytest.param(Part(actor="ci"), {"U0ANA00001"}, ("@ci",), id="queued by a name that is nobody"),
        pytest.param(Part(actor="Ana-Lima", links=(LINKED,)), {"U0ANA00001"}, (), id="by a linked login"),
        pytest.param(Part(actor="ci", people=People(agents=("ci",))), {"U0ANA00001"}, (), id="by an agent"),
    ],
)
def test_everybody_with_a_part_in_it_is_matched_or_named(
    part: Part, members: set[str], strangers: tuple[str, ...]
) -> None:
    found = part.found()
    assert found.members == members
    assert found.strangers == strangers


def test_where_slack_refuses_to_tell_every_author_is_a_stranger() -> None:
    def refusing(email: str) -> str | None:
        raise BadInput(f"Slack said missing_scope for {email}.")

    evidence = Evidence(
        "harbour/shop", SHA, commits=(Commit(SHA, "Ana Lima", "ana@harbour.example", "Change"),)
    )
    assert crowd(Roll(LEADERS, {}, {}, refusing), PENDING, evidence).strangers == (
        "ana@harbour.example",
        "@ci",
    )


def test_the_logins_of_all_of_them_are_kept() -> None:
    part = Part((HIDDEN,), ("7+cy@users.noreply.github.com",), actor="Bo-Chen", logins={"dee": frozenset()})
    assert part.found().logins == {"ana-lima", "cy", "bo-chen", "dee"}


def test_nobody_is_matched_by_name() -> None:
    commit = Commit(SHA, "Ana Lima", STRANGE, "Change")
    evidence = Evidence("harbour/shop", SHA, commits=(commit,))
    assert crowd(Roll(LEADERS, {}, {}, SLACK.get), PENDING, evidence).members == frozenset()


@pytest.mark.parametrize(
    ("people", "left"),
    [
        (People(), ("Ana-Lima", "ci-user")),
        (LEADERS, ("ci-user",)),
        (People(agents=("ci-user",), logins={"ana-lima": "U0ANA00001"}), ()),
    ],
)
def test_a_linked_login_settles_that_no_address_of_theirs_is_known(
    people: People, left: tuple[str, ...]
) -> None:
    named, other = ("Ana-Lima", "ci-user"), Unknown("people", "GitHub did not tell.")
    evidence = Evidence("harbour/shop", SHA, nameless=named, unknown=(nobody_knows(named), other))
    found = settled(Roll(people, {LINKED.login: LINKED}, {}, SLACK.get), PENDING, evidence)
    assert found.nameless == left
    assert set(found.unknown) == {other, *([nobody_knows(left)] if left else [])}


@pytest.mark.parametrize(
    ("actor", "people", "is_settled"),
    [
        ("Ana-Lima", LEADERS, True),
        ("Ana-Lima", People(), False),
        ("deployer", LEADERS, False),
        ("deployer", People(agents=("deployer",)), True),
    ],
)
def test_a_linked_login_or_an_agent_settles_who_queued_it(
    actor: str, people: People, *, is_settled: bool
) -> None:
    deploy = replace(PENDING, request=replace(REQUEST, actor=actor))
    evidence = Evidence("harbour/shop", SHA, unknown=(nobody_queued(actor),))
    found = settled(Roll(people, {LINKED.login: LINKED}, {}, SLACK.get), deploy, evidence)
    assert found.unknown == (() if is_settled else evidence.unknown)


def test_slack_is_asked_for_so_many_addresses_and_for_each_once() -> None:
    part = Part(tuple(f"{number}@elsewhere.example" for number in [*range(LOOKED_UP_MAX + 20), 0, 1]))
    found = part.found()
    assert len(part.asked) == len(set(part.asked)) == LOOKED_UP_MAX
    assert len(found.strangers) == STRANGERS_MAX


def test_who_comes_after_the_last_address_that_is_looked_up_is_a_stranger() -> None:
    many = tuple(f"{number}@users.noreply.github.com" for number in range(3))
    part = Part((*(f"{number}@elsewhere.example" for number in range(LOOKED_UP_MAX)), "bo@harbour.example"))
    assert part.found().members == frozenset()
    assert Part(many).asked == []


def test_a_stranger_asks_for_one_more_and_is_named() -> None:
    usual = quorum(PENDING, ())
    summary = replace(SUMMARY, strangers=(STRANGE,))
    count = quorum(replace(PENDING, summary=summary), ())
    assert (usual.need, count.need, usual.why) == (1, 2, ())
    assert count.why == (f"nobody in Slack is {STRANGE}, who had a part in it",)
    one = (approval(PENDING, BO, SUMMARY.digest, NOON),)
    assert not quorum(replace(PENDING, summary=summary), one).is_reached
    two = (*one, approval(PENDING, CY, SUMMARY.digest, NOON))
    assert quorum(replace(PENDING, summary=summary), two).is_reached


def test_a_rollback_brings_nobodys_work() -> None:
    summary = replace(SUMMARY, authors=frozenset(), strangers=(STRANGE,), takes_back=1)
    assert quorum(replace(PENDING, summary=summary), ()).need == 1
