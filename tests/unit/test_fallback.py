"""The listener for old buttons hears those alone; Bolt searches with its pattern."""

import pytest

from handlers.fallback import IN_USE, OUT_OF_USE


@pytest.mark.parametrize("action_id", IN_USE)
def test_a_button_in_use_is_not_taken_for_an_old_one(action_id: str) -> None:
    assert OUT_OF_USE.search(action_id) is None


@pytest.mark.parametrize(
    "action_id", ["", "deploy", "deploy.approve.v0", "old deploy.approve", "deploy.approve\n"]
)
def test_any_other_button_is(action_id: str) -> None:
    assert OUT_OF_USE.search(action_id) is not None
