"""App Home as people use it: what it finds, what it keeps from whom, and the picture that is drawn."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis

from app.adapters import keys
from app.domain.figures import JOB, Kept, figures
from app.domain.halt import Halt, Place
from app.domain.lane import EVERYWHERE
from app.domain.person import Person, Standing
from blocks.figures import HIDDEN, alternative
from blocks.home import OUTSIDE
from blocks.look import ANY, CLEAR, ENVIRONMENT, OLDER, OUTCOME, PERSON, REFRESH
from blocks.text import moment
from sandbox.slack import manifest
from tests.eventually import eventually
from tests.stories.house import AT, House, ended, inhabited
from tests.stories.world import ANA, BO, CY, DEE, ELI, GIL
from workers import figures as job

UPLOAD = ("files.getUploadURLExternal", "upload_url", "files.completeUploadExternal")


@pytest.fixture(scope="module")
def one_house(redis_url: str) -> Iterator[House]:
    with inhabited(redis_url) as house:
        yield house


@pytest.fixture
def house(one_house: House, redis: Redis) -> House:
    """Return the house with nothing recorded yet; what was published before stays on the Homes."""
    assert not redis.dbsize()
    return one_house


def test_people_narrow_the_history_and_page_through_what_is_left(house: House) -> None:
    gate = house.parts.gate
    staging = [ended(gate, number, "staging", BO, by=BO) for number in range(12)]
    production = ended(gate, 12, "production", CY)
    words = house.opens(BO)
    assert production.id in words
    assert "Page 1 of 2" in words
    words = house.clicks(BO, ENVIRONMENT, "staging")
    assert production.id not in words
    assert staging[11].id in words
    assert "Page 1 of 2" in words
    words = house.clicks(BO, OLDER)
    assert staging[0].id in words
    assert production.id not in words
    assert "Page 2 of 2" in words
    assert production.id not in house.clicks(BO, REFRESH), "the filter holds"
    assert "Nothing in the history matches" in house.clicks(BO, OUTCOME, "failed")
    words = house.clicks(BO, ENVIRONMENT, ANY)
    assert production.id in words
    assert staging[0].id not in words
    assert "Nothing in the history matches" in house.clicks(BO, PERSON, DEE)
    assert staging[11].id in house.clicks(BO, CLEAR)


def test_locks_and_freezes_stand_on_home_with_who_and_since_when(house: House) -> None:
    bo = Person(BO, Standing.MEMBER, belongs_to=frozenset({BO}))
    lanes, until = house.parts.lanes, datetime.now(UTC) + timedelta(days=1)
    lanes.halt(Place("harbour/shop", "production"), Halt("lock", AT, bo, "the till is down"))
    freeze = Halt("freeze", datetime.now(UTC), bo, "holidays", until)
    lanes.halt(Place(EVERYWHERE, "staging"), freeze)
    house.opens(CY)
    lines = list(map(str, house.slack.home(CY) or []))
    locked = next(line for line in lines if "the till is down" in line)
    assert f"by <@{BO}>" in locked
    assert f"since {moment(AT)}" in locked
    frozen = next(line for line in lines if "holidays" in line)
    assert "staging of every repository" in frozen
    assert f"since {moment(freeze.at)}" in frozen
    assert moment(until) in frozen


@pytest.mark.parametrize("user", [GIL, "U0IVY00001"])
def test_guests_and_people_of_other_workspaces_see_a_sentence_only(house: House, user: str) -> None:
    deploy = ended(house.parts.gate, 1, "production", BO)
    words = house.opens(user)
    assert OUTSIDE in words
    assert deploy.id not in words
    assert "production" not in words


def test_the_picture_is_drawn_after_somebody_looked_and_once_an_hour(house: House) -> None:
    ended(house.parts.gate, 1, "production", BO, by=BO)
    before = house.count(*UPLOAD)
    assert "being counted" in house.opens(ANA)
    assert "being counted" in house.opens(CY)
    eventually(lambda: house.jobs() == [JOB])
    assert house.count(*UPLOAD) == before, "opening Home draws nothing"
    job.run()
    words = house.opens(ANA)
    assert "1 deploy ended: 1 cancelled" in words
    picture, kept = house.picture(ANA), house.parts.figures.kept()
    assert picture
    assert kept
    assert picture["alt_text"] == alternative(kept.figures)
    assert house.jobs() == [JOB], "not again within the hour"
    assert house.count(*UPLOAD) == before + 3


def test_a_new_picture_takes_the_place_of_the_old_one(house: House) -> None:
    job.run()
    house.opens(DEE)
    old = house.picture(DEE)
    ended(house.parts.gate, 1, "production", BO, by=BO)
    job.run()
    house.opens(DEE)
    new = house.picture(DEE)
    assert old
    assert new
    assert old["slack_file"] != new["slack_file"]
    deleted = [call.args["file"] for call in house.slack.calls if call.method == "files.delete"]
    assert deleted[-1] == old["slack_file"]["id"]


def test_home_is_drawn_without_a_picture_that_slack_does_not_show(house: House) -> None:
    job.run()
    house.opens(ELI)
    picture = house.picture(ELI)
    assert picture
    house.parts.chat.delete_file(picture["slack_file"]["id"])
    house.parts.chat.delete_file(picture["slack_file"]["id"])
    assert HIDDEN in house.opens(ELI)
    assert house.picture(ELI) is None


@pytest.mark.parametrize(
    ("method", "how"),
    [
        ("upload_url", {"status": 400}),
        ("files.completeUploadExternal", {"drop": "after"}),
    ],
)
def test_an_upload_that_fails_leaves_the_figures_in_words_and_no_file(
    house: House, method: str, how: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    earlier = len(house.slack.calls)
    house.slack.fail_next(method, **how)
    job.run()
    assert [record.message for record in caplog.records].count("figures not drawn") == 1
    words = house.opens(ANA)
    assert "Median time to decision: no data" in words
    assert "There is no picture: Slack " in words
    assert 0 < house.parts.redis.pttl(keys.round_of("figures")) <= 1000 * job.AGAIN, "soon tried again"
    job.run()
    kept = house.parts.figures.kept()
    assert kept
    assert kept.picture
    assert (kept.stale, kept.problem) == ((), None)
    begun = {str(call.result.get("file_id")) for call in house.slack.calls[earlier:]}
    assert {file for file in begun if house.slack.shows(file)} == {kept.picture.file}


def test_without_the_scope_there_are_words_and_one_line_in_the_log(
    redis: Redis, redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    scopes = manifest.read().scopes - {"files:write"}
    with inhabited(redis_url, scopes=scopes) as house:
        job.run()
        assert "There is no picture: The app lacks the scope files:write" in house.opens(ANA)
    told = [record for record in caplog.records if record.name == job.__name__]
    assert [record.__dict__["why"] for record in told] == [
        "The app lacks the scope files:write: reinstall it from manifest.yml."
    ]
    assert redis.exists(keys.FIGURES)


def test_the_figures_are_of_the_last_90_days_and_counted_anew_after_another_version(house: House) -> None:
    house.parts.redis.set(keys.FIGURES, "{}")
    assert house.parts.figures.kept() is None
    ended(house.parts.gate, 1, "production", BO, by=BO)
    ended(house.parts.gate, -24 * 90, "production", BO, by=BO)
    job.run()
    kept = house.parts.figures.kept()
    assert kept
    assert kept.figures.total == 1


def test_a_file_that_cannot_be_deleted_holds_up_no_picture(house: House) -> None:
    house.parts.figures.keep(Kept(figures([], AT), stale=("F0ANOTHERS", "F0GONE0001")))
    house.slack.fail_next("files.delete", error="cant_delete_file")
    job.run()
    kept = house.parts.figures.kept()
    assert kept
    assert kept.picture
    assert kept.stale == ()
