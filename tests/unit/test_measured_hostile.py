"""Whatever form GitHub's answers have, the reading ends in evidence or in one of our own errors."""

from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import BadInput, Transient
from app.domain.policy import Artifacts
from tests.unit.example import SHA
from tests.unit.githubtold import GIVEN, WELL, look

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["\ud800", "x" * 6000, "../..", "2026-13-99T99:99:99Z", SHA, 10**400, -1, "[bot]"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=4,
)


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every value within a JSON value."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(place for step, inner in steps for place in places(inner, (*way, step)))]


PLACES = places(WELL)[1:]


@given(st.dictionaries(st.sampled_from(PLACES), JSON, min_size=1, max_size=3))
@settings(max_examples=80, deadline=None)
def test_no_form_of_answer_makes_it_break(odd: dict[tuple[Any, ...], Any]) -> None:
    answers = deepcopy(WELL)
    for (*way, last), value in sorted(odd.items(), key=lambda item: -len(item[0])):
        place = answers
        with suppress(KeyError, IndexError, TypeError):
            for step in way:
                place = place[step]
            place[last] = value
    with suppress(Transient, BadInput):
        found = look(answers, artifacts=Artifacts("*", "*"))
        assert all(unknown.subject and unknown.reason for unknown in found.unknown)


def test_what_is_well_is_read_whole() -> None:
    """Were it not, the property above would hold for nothing."""
    found = look(WELL)
    assert found.unknown == ()
    assert found.checks == (("ci", "success"), ("test", "success"))
    assert found.required_checks == ("a", "test")
    assert [each.name for each in found.vulnerable] == ["x"]
    assert [pull.approved_by for pull in found.pulls or ()] == [("bo",)]
    assert found.starters == {"ana@harbour.example"}


@pytest.mark.parametrize("at", [0, 1, 10**9, 10**11, 10**18])
def test_a_commit_may_claim_to_be_of_any_day(at: int) -> None:
    claimed = replace(GIVEN, commits=(replace(GIVEN.commits[0], at=at),))
    assert look(WELL, claimed).unknown == ()
