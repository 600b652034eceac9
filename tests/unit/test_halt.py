"""Lock and unlock, freeze and unfreeze: who may, what it makes of the lane, and what the record keeps."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.domain.audit.entry import Entry
from app.domain.errors import Refused
from app.domain.halt import LONGEST, PAUSES_MAX, Halt, Place, halted
from app.domain.lane import EVERYWHERE, Lane, Lock, Pause
from app.domain.person import AIRLOCK, Person, Standing
from tests.unit.example import BO, CY, NOON

HOUR = timedelta(hours=1)
PLACE = Place("harbour/shop", "production")
STRANGER = Person("U0OUT00001", Standing.MEMBER, "out@harbour.example")
LOCKED = Lane(lock=Lock(BO.id, NOON, "The migration runs."), version=3)
ROLLED_BACK = Lane(lock=Lock(AIRLOCK, NOON, "Rolled back.", after_rollback=True))
PAUSE = Pause(BO.id, NOON, NOON + HOUR, "Lunch.")
FROZEN = Lane(pauses=(PAUSE,))
SHARED = Lane(pauses=(PAUSE, replace(PAUSE, by=STRANGER.id)))
UNTIL = NOON + 5 * HOUR


def act(
    lane: Lane, what: str, by: Person = BO, reason: str = " Look first. ", until: datetime | None = None
) -> tuple[Lane, Entry]:
    return halted(lane, PLACE, Halt(what, NOON, by, reason, until))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lane", "what", "by", "after", "rule"),
    [
        (Lane(), "lock", STRANGER, Lane(lock=Lock(STRANGER.id, NOON, "Look first.")), "member of the"),
        (LOCKED, "unlock", BO, Lane(), "one's own"),
        (LOCKED, "unlock", CY, Lane(), "named in the policy as @release-owners"),
        (ROLLED_BACK, "unlock", BO, Lane(), "named in the policy as @release-owners"),
        (Lane(), "freeze", CY, Lane(pauses=(Pause(CY.id, NOON, UNTIL, "Look first."),)), "member of"),
        (FROZEN, "freeze", CY, Lane(pauses=(PAUSE, Pause(CY.id, NOON, UNTIL, "Look first."))), "mem"),
        (FROZEN, "unfreeze", BO, Lane(), "one's own"),
        (FROZEN, "unfreeze", CY, Lane(), "named in the policy as @release-owners"),
    ],
)
def test_each_word_makes_a_lane_and_a_line_of_the_record(
    lane: Lane, what: str, by: Person, after: Lane, rule: str
) -> None:
    until = UNTIL if what == "freeze" else None
    lane_now, entry = act(lane, what, by, until=until)
    assert lane_now == replace(after, version=lane.version + 1)
    assert entry.rule.startswith(rule)
    assert (entry.what, entry.by.id, entry.reason, entry.at) == (what, by.id, "Look first.", NOON)
    assert (entry.repository, entry.environment) == ("harbour/shop", "production")
    assert entry.detail == ({"until": until.isoformat()} if until else {})


@pytest.mark.parametrize(
    ("lane", "what", "by", "until", "words"),
    [
        (LOCKED, "lock", CY, None, "locked already, by <@U0BO000001>"),
        (ROLLED_BACK, "lock", CY, None, "locked already, by a rollback"),
        (Lane(), "unlock", BO, None, "production of harbour/shop is not locked"),
        (LOCKED, "unlock", STRANGER, None, "Only <@U0BO000001> or somebody whom the policy names"),
        (ROLLED_BACK, "unlock", STRANGER, None, "Only a rollback or somebody"),
        (Lane(), "freeze", BO, None, "ends in the future"),
        (Lane(), "freeze", BO, NOON, "ends in the future"),
        (Lane(), "freeze", BO, NOON + LONGEST + HOUR, "within a year"),
        (Lane(pauses=(PAUSE,) * PAUSES_MAX), "freeze", BO, UNTIL, "20 freezes already"),
        (Lane(), "unfreeze", BO, None, "Nobody has frozen"),
        (Lane(pauses=(replace(PAUSE, until=NOON),)), "unfreeze", BO, None, "Nobody has frozen"),
        (FROZEN, "unfreeze", STRANGER, None, "Only <@U0BO000001> or somebody"),
        (SHARED, "unfreeze", STRANGER, None, "Only <@U0BO000001>, <@U0OUT00001> or somebody"),
        (Lane(), "lock", replace(BO, standing=Standing.GUEST), None, "Only members of the workspace"),
        (LOCKED, "unlock", replace(BO, standing=Standing.EXTERNAL), None, "Only members"),
        (LOCKED, "unlock", replace(BO, standing=Standing.BOT), None, "Only members"),
    ],
)
def test_what_is_refused_says_why(
    lane: Lane, what: str, by: Person, until: datetime | None, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        act(lane, what, by, until=until)


@pytest.mark.parametrize("what", ["lock", "unlock", "freeze", "unfreeze"])
def test_every_word_needs_a_reason(what: str) -> None:
    with pytest.raises(Refused, match=f"/deploy {what} production REASON"):
        act(LOCKED, what, reason=" \n ", until=UNTIL)


def test_freezes_that_are_over_make_room() -> None:
    lane, _ = act(Lane(pauses=(replace(PAUSE, until=NOON),) * PAUSES_MAX), "freeze", until=UNTIL)
    assert [pause.until for pause in lane.pauses] == [UNTIL]


def test_the_line_and_what_is_live_are_nobodys_to_change() -> None:
    lane, _ = act(Lane(line=("a",), live="b"), "lock")
    assert (lane.line, lane.live) == (("a",), "b")


def test_a_place_everywhere_names_the_environment_alone() -> None:
    assert str(Place(EVERYWHERE, "production")) == "production"
