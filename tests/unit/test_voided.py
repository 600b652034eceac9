"""What waits for its turn, or for its last look, lets no production job go ahead."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.deploy import Deploy, Promotion, State
from handlers.web import shown
from tests.unit.example import APPROVED, NOON, PENDING

SOON = NOON + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("deploy", "may_go"),
    [
        (PENDING, False),
        (replace(APPROVED, promotion=Promotion()), False),
        (replace(APPROVED, promotion=Promotion(look_by=SOON)), False),
        (replace(APPROVED, promotion=Promotion(look_by=SOON), behind="abcdefghijkl"), False),
        (APPROVED, True),
        (replace(APPROVED, state=State.PROMOTING), True),
        (replace(APPROVED, state=State.LIVE), True),
        (replace(APPROVED, state=State.LIVE, promotion=Promotion(ended_at=SOON)), True),
        (replace(APPROVED, state=State.FAILED), False),
        (replace(APPROVED, state=State.CANCELLED), False),
    ],
)
def test_a_production_job_is_let_go_only_after_the_last_look(deploy: Deploy, *, may_go: bool) -> None:
    assert shown(deploy)["approved"] is may_go
