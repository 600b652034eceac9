"""How many people it takes, and of which groups."""

from dataclasses import replace

import pytest

from app.domain.deploy import Approval, Deploy
from app.domain.lane import Hold, HoldKind
from app.domain.person import Person
from app.domain.policy import Approvals
from app.domain.quorum import is_urgent, quorum
from app.domain.report import GateName, Level
from tests.unit.example import BO, CY, DEE, NOON, PENDING, RULES, SUMMARY

FREEZE, LOCK = Hold(HoldKind.FREEZE), Hold(HoldKind.LOCK)
HOTFIX = replace(PENDING, hotfix="The shop is down.", hold=FREEZE)
SCHEMA = frozenset({GateName.SCHEMA})
DBA, OWNERS = ("@dba",), ("@security",)


def given(*by: Person) -> list[Approval]:
    return [Approval(person.id, NOON, SUMMARY.digest, "approver", person.belongs_to) for person in by]


def told(**summary: object) -> Deploy:
    return replace(PENDING, summary=replace(SUMMARY, **summary))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("deploy", "need"),
    [
        (PENDING, 1),
        (told(level=Level.MEDIUM), 1),
        (told(level=Level.HIGH), 2),
        (HOTFIX, 2),
        (replace(HOTFIX, hold=LOCK), 1),
        (replace(HOTFIX, hold=None), 1),
        (replace(HOTFIX, hotfix=None), 1),
        (
            replace(HOTFIX, rules=replace(RULES, approvals=Approvals(low=3, high=2))),
            3,
        ),  # never fewer than usual
        (told(strangers=("who@else.example",)), 2),
        (told(strangers=("a@else.example", "b@else.example"), ownerless=("c@else.example",)), 2),
        (told(ownerless=("@ghost",)), 2),
        (told(authors=frozenset()), 2),
        (told(level=Level.HIGH, strangers=("who@else.example",)), 3),
        (told(strangers=("who@else.example",), takes_back=1), 1),
        (told(strangers=("who@else.example",), base=PENDING.key.sha, live=PENDING.key.sha), 1),
    ],
)
def test_it_takes_so_many(deploy: Deploy, need: int) -> None:
    count = quorum(deploy, ())
    assert count.need == need
    assert bool(count.why) == (need > deploy.rules.approvals.needed(deploy.summary.level))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("people", "have"), [((), 0), ((BO,), 1), ((BO, BO), 1), ((BO, CY), 2), ((DEE,), 0), ((BO, DEE), 1)]
)
def test_each_approver_counts_once_and_nobody_else(people: tuple[Person, ...], have: int) -> None:
    count = quorum(told(level=Level.HIGH), given(*people))
    assert (count.have, count.is_reached) == (have, have == 2)


@pytest.mark.parametrize(
    ("gates", "owners", "people", "missing"),
    [
        ({GateName.SCHEMA: DBA}, (), (BO,), ((GateName.SCHEMA, DBA),)),
        ({GateName.SCHEMA: DBA}, (), (BO, DEE), ()),
        (
            {GateName.SCHEMA: DBA},
            ((GateName.SCHEMA, OWNERS),),
            (BO,),
            ((GateName.SCHEMA, DBA),),
        ),  # policy first
        ({}, ((GateName.SCHEMA, DBA),), (BO,), ((GateName.SCHEMA, DBA),)),
        ({GateName.SCHEMA: ()}, ((GateName.SCHEMA, DBA),), (BO,), ((GateName.SCHEMA, DBA),)),
        ({GateName.AUTH: DBA}, (), (BO,), ()),  # no such finding stands
        ({}, (), (BO,), ()),
    ],
)
def test_a_gate_is_opened_by_whom_the_policy_names_else_by_its_owners(
    gates: dict[GateName, tuple[str, ...]],
    owners: tuple[tuple[GateName, tuple[str, ...]], ...],
    people: tuple[Person, ...],
    missing: tuple[tuple[GateName, tuple[str, ...]], ...],
) -> None:
    deploy = replace(told(gates=SCHEMA, owners=owners), rules=replace(RULES, gates=gates))
    count = quorum(deploy, given(*people))
    assert (count.missing, count.is_reached) == (missing, not missing)


@pytest.mark.parametrize(
    ("deploy", "urgent"),
    [(PENDING, False), (told(takes_back=2), True), (replace(PENDING, hotfix="It is down."), True)],
)
def test_a_hotfix_and_a_rollback_are_urgent(deploy: Deploy, *, urgent: bool) -> None:
    assert is_urgent(deploy) is urgent
