"""What is read of webhooks about pull requests, their reviews and our own check on them."""

from typing import Any

import pytest

from app.domain.arrival import Hook, Mail, Proposed
from app.domain.errors import BadInput
from handlers.delivery import mail

HOOK = Hook("a secret", "https://api.github.com", "4242")
SHOP = {"full_name": "harbour/shop"}


def told(event: str, action: str, **payload: Any) -> Mail | None:
    whole = {"action": action, "repository": SHOP, "pull_request": {"number": 7}, **payload}
    return mail(event, whole, HOOK)


@pytest.mark.parametrize(
    ("event", "action"),
    [
        *(("pull_request", action) for action in ("opened", "synchronize", "reopened", "ready_for_review")),
        *(("pull_request_review", action) for action in ("submitted", "edited", "dismissed")),
    ],
)
def test_what_may_open_or_shut_a_gate_is_looked_at(event: str, action: str) -> None:
    assert told(event, action) == Proposed("harbour/shop", 7)


@pytest.mark.parametrize("action", ["closed", "labeled", "assigned"])
def test_other_events_of_a_pull_request_are_left_alone(action: str) -> None:
    assert told("pull_request", action) is None


@pytest.mark.parametrize(
    ("changes", "asks"), [({"base": {"ref": {"from": "side"}}}, True), ({"title": {}}, False), (None, False)]
)
def test_of_edits_only_that_of_the_branch_it_goes_into_counts(changes: object, *, asks: bool) -> None:
    assert (told("pull_request", "edited", changes=changes) is not None) is asks


@pytest.mark.parametrize(
    ("mark", "asks"),
    [
        ("airlock-human-review-7", Proposed("harbour/shop", 7)),
        ("7", None),
        ("airlock-human-review-7x", None),
        ("airlock-human-review-" + "9" * 30, None),
        (None, None),
    ],
)
def test_a_re_run_of_our_check_looks_again(mark: object, asks: Proposed | None) -> None:
    assert told("check_run", "rerequested", check_run={"external_id": mark}) == asks


@pytest.mark.parametrize("number", [None, "7", True, 0, 1 << 70])
def test_a_number_that_is_none_is_refused_by_name(number: object) -> None:
    with pytest.raises(BadInput, match=r"pull_request\.number: must be an id"):
        told("pull_request", "opened", pull_request={"number": number})
