"""/deploy lock, unlock, freeze and unfreeze: what is done, and by whom it is ended."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain.halt import Place
from app.domain.lane import EVERYWHERE, Lane
from app.domain.policy import Policy
from tests.stories.asking import words_of
from tests.stories.slash.desk import Desk
from tests.stories.world import BO, CY, DEE
from tests.unit.example import RULES


def lane(desk: Desk, environment: str, repository: str = EVERYWHERE) -> Lane:
    return desk.parts.lanes.get(Place(repository, environment))


def test_somebody_locks_an_environment_and_who_has_a_say_there_unlocks_it(desk: Desk) -> None:
    assert "Locked qa of every repository" in desk.says(BO, "lock qa The fair is on").text
    held = lane(desk, "qa").lock
    assert held is not None
    assert (held.by, held.reason) == (BO, "The fair is on")
    assert f"locked already, by <@{BO}>" in desk.says(CY, "lock qa I too").text
    assert f"Only <@{BO}> or somebody whom the policy names" in desk.says(DEE, "unlock qa It is over").text
    assert "Unlocked qa" in desk.says(CY, "unlock qa It is over").text
    assert lane(desk, "qa").lock is None
    assert "is not locked" in desk.says(CY, "unlock qa It is over").text


def test_who_has_no_say_may_lock_and_end_their_own_lock(desk: Desk) -> None:
    desk.says(DEE, "lock qa The table is locked")
    assert "Unlocked qa" in desk.says(DEE, "unlock qa It is free").text


def test_a_lock_of_one_repository_leaves_the_others(desk: Desk) -> None:
    assert "Locked qa of harbour/shop" in desk.says(BO, "lock harbour/shop qa Look first").text
    assert lane(desk, "qa").lock is None
    assert lane(desk, "qa", "harbour/shop").lock is not None


def test_who_unlocks_one_lock_is_told_of_the_other(desk: Desk) -> None:
    desk.says(BO, "lock qa The fair is on")
    desk.says(BO, "lock harbour/shop qa Look first")
    said = words_of(desk.says(BO, "unlock harbour/shop qa Looked"))
    assert "What still holds it up" in said
    assert "The fair is on" in said
    assert "Look first" not in said


def test_a_freeze_ends_when_it_was_said_in_the_zone_of_who_said_it(desk: Desk) -> None:
    day = f"{datetime.now(UTC) + timedelta(days=40):%Y-%m-%d}"
    said = desk.says(BO, f"freeze eu until {day} 18:00 UTC The fair is on").text
    (pause,) = lane(desk, "eu").pauses
    assert pause.reason == "The fair is on"
    assert f"{pause.until:%Y-%m-%d %H:%M} UTC" in said
    assert "<!date^" in said
    desk.says(CY, f"freeze eu until {day} 18:00 Another one")
    first, second = (pause.until for pause in lane(desk, "eu").pauses)
    assert first - second in (timedelta(hours=1), timedelta(hours=2)), "Slack says that Cy lives in Berlin"
    assert "Unfroze eu" in desk.says(BO, "unfreeze eu It is over").text
    assert lane(desk, "eu").pauses == ()


def test_a_repository_with_a_policy_of_its_own_has_its_own_environments(desk: Desk) -> None:
    rules = replace(RULES, approvers=("@dba",), override=())
    desk.parts.archive.keep_policy("harbour/own", Policy({"moon": rules}))
    try:
        assert (
            "`sun` is not an environment of harbour/own; known: `moon`."
            in desk.says(DEE, "lock harbour/own sun Look").text
        )
        assert "Locked moon of harbour/own" in desk.says(BO, "lock harbour/own moon Look").text
        assert "whom the policy names" in desk.says(CY, "unlock harbour/own moon Looked").text
        assert "Unlocked moon" in desk.says(DEE, "unlock harbour/own moon Looked").text
    finally:
        desk.parts.redis.hdel("airlock:policy", "harbour/own")


def test_who_has_a_policy_of_their_own_ends_no_lock_of_everybodys(desk: Desk) -> None:
    """Whoever may make a repository writes its policy, and names themselves."""
    mine = Policy({name: replace(RULES, approvers=(DEE,)) for name in ("qa", "moon")})
    desk.parts.archive.keep_policy("dee/own", mine)
    desk.parts.archive.keep_policy("harbour/own", Policy({"moon": replace(RULES, approvers=(CY,))}))
    try:
        for place, who in (("qa", CY), ("moon", BO)):
            desk.says(BO, f"lock {place} The fair is on")
            assert f"Only <@{BO}> or somebody" in desk.says(DEE, f"unlock {place} It is over").text
            assert "Unlocked" in desk.says(who, f"unlock {place} It is over").text
        assert "Locked qa of Dee/OWN" in desk.says(BO, "lock Dee/OWN qa Look").text
        assert "whom the policy names" in desk.says(CY, "unlock Dee/OWN qa Looked").text
        assert "Unlocked qa" in desk.says(DEE, "unlock dee/own qa Looked").text
    finally:
        desk.parts.redis.hdel("airlock:policy", "dee/own", "harbour/own")


def test_a_reason_mentions_nobody_where_it_is_shown(desk: Desk) -> None:
    desk.says(BO, "lock qa @cy says <!channel> &lt;!here&gt; *now* @release-owners")
    held = lane(desk, "qa").lock
    assert held is not None
    assert held.reason == "@cy says @channel <!here> *now* @release-owners"
    shown = words_of(desk.says(BO, "status"))
    assert "@cy says @channel &lt;!here&gt;" in shown
    assert not any(token in shown for token in ("<@U0CY", "<!channel>", "<!here>", "<!subteam"))


def test_a_policy_that_nobody_can_read_hides_no_other(desk: Desk) -> None:
    desk.parts.redis.hset("airlock:policy", "harbour/old", "{}")
    try:
        assert "Locked qa" in desk.says(BO, "lock qa The fair is on").text
        assert "The fair is on" in words_of(desk.says(BO, "status"))
    finally:
        desk.parts.redis.hdel("airlock:policy", "harbour/old")
