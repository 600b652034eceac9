"""Human gates on a pull request: which stand, and whose approval counts."""

from dataclasses import replace

import pytest

from app.domain.policy import Channels, Environment, Promote, PromoteKind
from app.domain.pullgate import (
    Need,
    PullRequest,
    Review,
    Reviewer,
    Source,
    Standing,
    approvers,
    judge,
    standing,
)
from app.domain.report import Finding, GateName, Level, Report, Unknown

HEAD, OLD = "a" * 40, "b" * 40
AUTH, SCHEMA, PAYMENTS = GateName.AUTH, GateName.SCHEMA, GateName.PAYMENTS
PULL = PullRequest(
    "acme/shop",
    7,
    HEAD,
    "main",
    "c" * 40,
    author="ana",
    writers=frozenset({"Ana", "cy"}),
    addresses=frozenset({"ana@acme.example", "dee@acme.example", "77+eli@users.noreply.github.com"}),
)
SECURITY = Need(AUTH, ("@security", "U0SEC00001"), Source.POLICY)
STANDS = Standing((SECURITY,))
IS_SECURITY = frozenset({(Source.POLICY, "@security")})
UNREAD = (Unknown("diff", "it was cut"),)


def rules(**gates: tuple[str, ...]) -> Environment:
    named = {GateName(gate): names for gate, names in gates.items()}
    return Environment(Channels("#a"), ("@release",), Promote(PromoteKind.PROTECTION_RULE), gates=named)


def report(*gates: GateName | None, unknown: tuple[Unknown, ...] = ()) -> Report:
    findings = tuple(Finding("path.auth", Level.MEDIUM, "Touches.", gate=gate) for gate in gates)
    return Report("acme/shop", OLD, HEAD, Level.LOW, 0, "", findings, unknown)


def said(by: str, state: str = "APPROVED", commit: str | None = HEAD, *, is_person: bool = True) -> Review:
    return Review(by, state, commit, is_person)


@pytest.mark.parametrize(
    ("found", "environments", "owned", "needs"),
    [
        (report(), [rules(auth=("@security",))], {}, []),
        (report(None), [rules(auth=("@security",))], {}, []),
        (report(AUTH), [rules(auth=("@security",))], {}, [Need(AUTH, ("@security",), Source.POLICY)]),
        (report(AUTH, AUTH), [rules(auth=("@security",))], {}, [Need(AUTH, ("@security",), Source.POLICY)]),
        (report(AUTH), [rules(schema=("@dba",))], {}, []),
        (
            report(AUTH),
            [rules(auth=("@security",)), rules(auth=("@devs",)), rules(auth=("@security",))],
            {},
            [Need(AUTH, ("@security",), Source.POLICY), Need(AUTH, ("@devs",), Source.POLICY)],
        ),
        (
            report(AUTH),
            [rules(auth=("@security",))],
            {AUTH: {"login.py": ("@acme/web",)}},
            [Need(AUTH, ("@security",), Source.POLICY)],
        ),
        (
            report(AUTH, PAYMENTS),
            [rules(schema=("@dba",))],
            {AUTH: {"a.py": ("@bo",), "b.py": ("@bo",), "c.py": ("@cy", "@bo")}},
            [Need(AUTH, ("@bo",), Source.OWNERS), Need(AUTH, ("@cy", "@bo"), Source.OWNERS)],
        ),
        (
            report(unknown=UNREAD),
            [rules(auth=("@security",), schema=("@dba",))],
            {},
            [Need(SCHEMA, ("@dba",), Source.POLICY), Need(AUTH, ("@security",), Source.POLICY)],
        ),
        (
            report(AUTH, unknown=UNREAD),
            [rules(schema=("@dba",))],
            {AUTH: {"a.py": ("@bo",)}, PAYMENTS: {"b.py": ("@cy",)}},
            [Need(SCHEMA, ("@dba",), Source.POLICY), Need(AUTH, ("@bo",), Source.OWNERS)],
        ),
        (report(unknown=UNREAD), [rules()], {}, [Need(None, ("@release",), Source.POLICY)]),
    ],
)
def test_a_gate_asks_for_those_whom_the_policy_or_else_the_owners_file_names(
    found: Report,
    environments: list[Environment],
    owned: dict[GateName, dict[str, tuple[str, ...]]],
    needs: list[Need],
) -> None:
    assert standing(found, environments, owned).needs == tuple(needs)


@pytest.mark.parametrize("rule", ["path.policy", "path.ownership"])
def test_to_change_who_is_asked_takes_everybody_who_is_asked_now(rule: str) -> None:
    relaxing = replace(report(), findings=(Finding(rule, Level.MEDIUM, "Touches the rules."),))
    gated = standing(relaxing, [rules(auth=("@security",), schema=("@dba",))], {})
    assert [need.names for need in gated.needs] == [("@dba",), ("@security",)]
    assert standing(relaxing, [rules()], {}).needs == (Need(None, ("@release",), Source.POLICY),)


def test_a_gate_for_which_nobody_is_named_is_advice() -> None:
    stands = standing(report(AUTH, SCHEMA), [rules(schema=("@dba",))], {})
    assert stands.advice == (AUTH,)
    assert [need.gate for need in stands.needs] == [SCHEMA]


@pytest.mark.parametrize(
    ("reviews", "counting"),
    [
        ([], []),
        ([said("bo")], ["bo"]),
        ([said("bo"), said("bo", "COMMENTED")], ["bo"]),
        ([said("bo"), said("bo", "PENDING", None)], ["bo"]),
        ([said("bo"), said("BO", "CHANGES_REQUESTED")], []),
        ([said("bo", "CHANGES_REQUESTED"), said("bo")], ["bo"]),
        ([said("bo"), said("bo", "DISMISSED")], []),
        ([said("bo", "DISMISSED"), said("bo")], ["bo"]),
        ([said("bo", commit=OLD)], []),
        ([said("bo", commit=None)], []),
        ([said("bo"), said("bo", commit=OLD)], []),
        ([said("bo", commit=OLD), said("gil")], ["gil"]),
        ([said("ana")], []),
        ([said("ANA")], []),
        ([said("cy")], []),
        ([said("Eli")], []),
        ([said("renovate[bot]", is_person=False)], []),
        ([said("ghost", is_person=False)], []),
    ],
)
def test_an_approval_counts_on_the_head_by_a_person_who_had_no_hand_in_it(
    reviews: list[Review], counting: list[str]
) -> None:
    assert list(approvers(replace(PULL, reviews=tuple(reviews)))) == counting


@pytest.mark.parametrize(
    ("reviewer", "by"),
    [
        (Reviewer("bo", holds=IS_SECURITY), "bo"),
        (Reviewer("bo", holds=frozenset({(Source.OWNERS, "@security")})), None),
        (Reviewer("bo", holds=frozenset({(Source.POLICY, "@dba")})), None),
        (Reviewer("bo"), None),
        (Reviewer("bo", trouble="Slack did not answer."), None),
        (Reviewer("dee2", frozenset({"dee@acme.example"}), IS_SECURITY), None),
        (Reviewer("dee2", frozenset({"dee2@acme.example"}), IS_SECURITY), "dee2"),
    ],
)
def test_a_need_is_met_by_somebody_named_who_did_not_write_it(reviewer: Reviewer, by: str | None) -> None:
    verdict = judge(PULL, STANDS, [reviewer])
    assert verdict.passed == ((SECURITY, by),)
    assert verdict.is_satisfied is (by is not None)
    assert verdict.missing == (() if by else (SECURITY,))


def test_one_person_may_meet_several_needs_and_each_need_is_met_by_itself() -> None:
    dba, owner = Need(SCHEMA, ("@dba",), Source.POLICY), Need(PAYMENTS, ("@gil",), Source.OWNERS)
    stands = Standing((SECURITY, dba, owner))
    bo = Reviewer("bo", holds=IS_SECURITY | {(Source.POLICY, "@dba")})
    gil = Reviewer("gil", holds=frozenset({(Source.OWNERS, "@gil")}))
    assert judge(PULL, stands, [bo, gil]).passed == ((SECURITY, "bo"), (dba, "bo"), (owner, "gil"))
    assert judge(PULL, stands, [bo]).missing == (owner,)


def test_where_the_authors_cannot_be_told_nobody_meets_a_need() -> None:
    pull = replace(PULL, unread=(Unknown("commits", "there are more than 250."),))
    verdict = judge(pull, STANDS, [Reviewer("bo", holds=IS_SECURITY)])
    assert not verdict.is_satisfied
    assert "commits: there are more than 250." in verdict.notes
    assert judge(pull, Standing(), []).is_satisfied


@pytest.mark.parametrize(
    ("reviews", "people", "words"),
    [
        ([said("ana")], [], "ana approved, but opened this pull request."),
        ([said("cy")], [], "cy approved, but wrote a commit in it."),
        ([said("bo", commit=OLD)], [], "bo approved, but on another commit than aaaaaaa"),
        ([said("x[bot]", is_person=False)], [], "x[bot] approved, but is no person."),
        ([said("bo")], [Reviewer("bo")], "bo approved, but is not among those named."),
        ([said("bo")], [Reviewer("bo", trouble="Slack did not answer.")], "bo approved, but Slack did not"),
        ([said("d")], [Reviewer("d", frozenset({"dee@acme.example"}))], "d approved, but wrote a commit"),
    ],
)
def test_it_is_said_why_an_approval_does_not_count(
    reviews: list[Review], people: list[Reviewer], words: str
) -> None:
    (note,) = judge(replace(PULL, reviews=tuple(reviews)), STANDS, people).notes
    assert note.startswith(words)


def test_without_a_gate_nothing_is_asked_and_nothing_said() -> None:
    verdict = judge(replace(PULL, reviews=(said("ana"),)), Standing(), [])
    assert verdict.is_satisfied
    assert verdict.notes == ()
