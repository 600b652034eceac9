"""Which alarms are new, which were told already, and which are mended."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.alarm import REMEMBERED, Alarm, Aspect, Kind, Look, Place, Told, reconciled, unchecked
from app.domain.deploy import Deploy
from app.domain.standstill import CARD_WITHIN, HELD_FOR, standstill
from blocks import alarm as blocks
from tests.unit.example import NOON as NOW
from tests.unit.example import PENDING

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = AT + timedelta(minutes=10)
GUARD = Place(Aspect.GUARD, "acme/shop", "production")
OTHER = Place(Aspect.GUARD, "acme/shop", "staging")
BYPASS = Alarm(Kind.BYPASS, GUARD, "Administrators may bypass.", "Untick it.")
STRAY = Alarm(Kind.UNAPPROVED, Place(Aspect.DEPLOYMENTS, "acme/shop", "production"), "x", "y", subject="7")
LOST = unchecked(GUARD, "GitHub answered 502.", may_pass=True)
POSTED = Told(BYPASS, AT, channel="C1", ts="1.0")


def look(*alarms: Alarm, is_whole: bool = True) -> Look:
    return Look({GUARD: alarms}, is_whole=is_whole)


def after(told: Told, seen: Look) -> Told | None:
    kept = reconciled([told], seen, LATER)
    return next((each for each in kept if each.alarm.id == told.alarm.id), None)


def test_what_is_new_is_owed_to_people() -> None:
    (told,) = reconciled([], look(BYPASS), AT)
    assert (told.alarm, told.since, told.is_due) == (BYPASS, AT, True)


def test_what_was_told_is_not_told_again() -> None:
    told = after(POSTED, look(BYPASS))
    assert told is not None
    assert (told.is_due, told.ended_at, told.since) == (False, None, AT)


@pytest.mark.parametrize(
    ("seen", "ended"),
    [
        (look(), LATER),
        (Look({OTHER: ()}), LATER),  # nobody watches it any more
        (Look({OTHER: ()}, is_whole=False), None),
        (look(LOST), None),
    ],
    ids=["mended", "not-watched", "not-known", "not-checked"],
)
def test_only_what_could_be_looked_at_is_taken_for_mended(seen: Look, ended: datetime | None) -> None:
    told = after(POSTED, seen)
    assert told is not None
    assert told.ended_at == ended


@pytest.mark.parametrize(
    ("told", "is_kept"), [(Told(BYPASS, AT), False), (Told(BYPASS, AT, in_doubt=True), True), (POSTED, True)]
)
def test_nobody_hears_that_what_they_never_heard_of_is_mended(told: Told, *, is_kept: bool) -> None:
    assert (after(told, look()) is not None) is is_kept


def test_what_comes_back_before_its_end_was_said_has_not_ended() -> None:
    told = after(replace(POSTED, ended_at=AT), look(BYPASS))
    assert told is not None
    assert (told.ended_at, told.ts) == (None, "1.0")


def test_what_comes_back_afterwards_is_told_anew() -> None:
    (told,) = reconciled([], look(BYPASS), LATER)
    assert told.is_due
    assert told.mark != POSTED.mark


def test_what_may_pass_is_told_after_three_looks_in_a_row() -> None:
    kept: list[Told] = []
    due = []
    for _ in range(3):
        kept = reconciled(kept, look(LOST), AT)
        due.append(kept[0].is_due)
    assert due == [False, False, True]
    assert reconciled(reconciled([], look(LOST), AT), look(), LATER) == []


def test_what_has_happened_is_remembered_for_a_week_and_never_mended() -> None:
    told = Told(STRAY, AT, channel="C1", ts="1.0")
    empty = Look({STRAY.place: ()})
    assert reconciled([told], empty, AT + REMEMBERED - timedelta(1)) == [told]
    assert reconciled([told], empty, AT + REMEMBERED) == []


def test_what_has_happened_is_kept_until_somebody_was_told() -> None:
    told = Told(STRAY, AT)
    assert reconciled([told], Look({STRAY.place: ()}), AT + 2 * REMEMBERED) == [told]


def test_two_alarms_are_two_by_kind_place_or_subject() -> None:
    alarms = [
        BYPASS,
        replace(BYPASS, kind=Kind.EMPTY),
        replace(BYPASS, place=OTHER),
        replace(BYPASS, subject="7"),
    ]
    assert len({alarm.id for alarm in alarms}) == len(alarms)
    assert replace(BYPASS, words="Other words.").id == BYPASS.id


def test_what_github_says_neither_calls_people_nor_speaks_in_our_voice() -> None:
    alarm = replace(STRAY, words="<!channel> *all* is `well`", mend="<https://evil.example|Approve>")
    for message in (blocks.alarm(alarm), blocks.mended(alarm)):
        sections = [block["text"]["text"] for block in message.blocks if block["type"] == "section"]
        contexts = [block["elements"] for block in message.blocks if block["type"] == "context"]
        marked = sections + [element["text"] for elements in contexts for element in elements]
        for text in (message.text, *marked):
            assert "<!channel>" not in text
            assert "<https:" not in text


def kinds(*deploys: Deploy, at: datetime) -> list[Kind]:
    return [alarm.kind for alarms in standstill(deploys, at).values() for alarm in alarms]


def test_a_gate_without_a_card_is_an_alarm_after_two_minutes() -> None:
    deploy = replace(PENDING, receipts=(), changed_at=NOW)
    assert kinds(deploy, at=NOW + CARD_WITHIN) == []
    assert kinds(deploy, at=NOW + CARD_WITHIN + timedelta(seconds=1)) == [Kind.NO_CARD]


def test_a_deploy_that_holds_up_newer_ones_is_an_alarm_after_a_day() -> None:
    first = replace(PENDING, queued_at=NOW)
    newer = replace(first, id="newer", queued_at=NOW + timedelta(hours=1))
    at = NOW + HELD_FOR + timedelta(seconds=1)
    assert kinds(first, at=at) == []
    assert kinds(first, newer, at=NOW + HELD_FOR) == []
    assert kinds(first, newer, at=at) == [Kind.HELD]
