"""Whether anybody can approve is known when the card is posted; and why not is said in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pytest

from app.domain.deploy import Deploy
from app.domain.errors import BadInput
from app.domain.person import Person
from app.domain.policy import People
from app.domain.report import GateName, Level
from app.ports.people import NOBODY
from tests.unit.example import ANA, BO, CY, DEE, NOON, PENDING, RULES, SUMMARY
from workers.eligible import PEOPLE_MAX, why_stuck


@dataclass
class Workspace:
    """A Slack of these people; groups are what they belong to, and those that are empty."""

    people: tuple[Person, ...] = (ANA, BO, CY, DEE)
    empty: tuple[str, ...] = ()
    problem: str | None = None
    looked_up: list[str] = field(default_factory=list)

    def person(self, user_id: str, names: Iterable[str], people: People = NOBODY) -> Person:  # noqa: ARG002
        self.looked_up.append(user_id)
        found = next((one for one in self.people if one.id == user_id), None)
        if found is None:
            raise BadInput("Slack said user_not_found.")
        return replace(found, belongs_to=found.belongs_to & frozenset(names))

    def members(self, names: Iterable[str]) -> Mapping[str, frozenset[str] | None]:
        if self.problem:
            raise BadInput(self.problem)
        return {name: self._behind(name) for name in names}

    def _behind(self, name: str) -> frozenset[str] | None:
        if not name.startswith("@"):
            return frozenset({name})
        ids = frozenset(one.id for one in self.people if name in one.belongs_to)
        return ids if ids or name in self.empty else None

    def user_of(self, email: str) -> str | None:
        raise AssertionError(email)

    def afresh(self) -> "Workspace":
        return self

    def lately(self) -> "Workspace":
        return self


HIGH = replace(PENDING, summary=replace(SUMMARY, level=Level.HIGH))
SCHEMA = replace(
    PENDING,
    summary=replace(SUMMARY, gates=frozenset({GateName.SCHEMA})),
    rules=replace(RULES, gates={GateName.SCHEMA: ("@dba",)}),
)
ABSENT = replace(PENDING, rules=replace(RULES, approvers=("@nobody",)))
COUNT = "it needs {} approvals and only {} of those who may approve have no part in it"


@pytest.mark.parametrize(
    ("deploy", "workspace", "why"),
    [
        pytest.param(PENDING, Workspace(), None, id="somebody else may"),
        pytest.param(PENDING, Workspace((ANA,)), COUNT.format(1, 0), id="only the author may"),
        pytest.param(HIGH, Workspace(), None, id="two may"),
        pytest.param(HIGH, Workspace((ANA, BO)), COUNT.format(2, 1), id="only one of two may"),
        pytest.param(SCHEMA, Workspace(), None, id="somebody of the gate's group may"),
        pytest.param(
            SCHEMA,
            Workspace((ANA, BO, CY), empty=("@dba",)),
            "it needs one of @dba for its schema change, and none of them may approve it",
            id="the gate's group is empty",
        ),
        pytest.param(
            SCHEMA,
            Workspace((ANA, BO, CY)),
            "it needs one of @dba for its schema change, and none of them may approve it; "
            "@dba is no user group in Slack",
            id="there is no such group",
        ),
        pytest.param(
            ABSENT,
            Workspace(),
            f"{COUNT.format(1, 0)}; @nobody is no user group in Slack",
            id="the approvers are no group",
        ),
        pytest.param(
            replace(PENDING, rules=replace(RULES, approvers=("U0GONE0001",))),
            Workspace(),
            f"{COUNT.format(1, 0)}; <@U0GONE0001> cannot be looked up in Slack",
            id="the approver never was",
        ),
        pytest.param(
            replace(PENDING, rules=replace(RULES, approvers=("U0GONE0001", BO.id))),
            Workspace((replace(BO, belongs_to=frozenset({BO.id})),)),
            None,
            id="one of the approvers never was",
        ),
    ],
)
def test_why_nobody_can_approve_is_said(deploy: Deploy, workspace: Workspace, why: str | None) -> None:
    assert why_stuck(workspace, deploy, NOON) == why


def test_that_slack_does_not_tell_of_groups_is_said() -> None:
    why = why_stuck(Workspace(problem="Slack said missing_scope."), PENDING, NOON)
    assert why == "nobody can be looked up in Slack, so nobody counts: Slack said missing_scope."


def test_people_are_looked_up_until_there_are_enough() -> None:
    many = tuple(
        replace(CY, id=f"U0CY{number:06}", email=f"{number}@harbour.example") for number in range(50)
    )
    workspace = Workspace((*many, DEE))
    assert why_stuck(workspace, SCHEMA, NOON) is None
    assert sorted(workspace.looked_up) == [many[0].id, DEE.id]


def test_of_very_many_somebody_will_do() -> None:
    many = tuple(replace(ANA, id=f"U0ANA{number:05}") for number in range(PEOPLE_MAX + 1))
    workspace = Workspace(many)
    assert why_stuck(workspace, PENDING, NOON) is None
    assert workspace.looked_up == []
    assert why_stuck(Workspace(many[:3]), PENDING, NOON) == COUNT.format(1, 0)
