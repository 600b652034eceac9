"""Data of earlier versions, brought to this one's form: all of it is read, shown, decided and verified."""

import pytest

from app import wiring
from app.adapters import keys
from app.adapters.schema.start import prepare
from app.domain import event as e
from app.domain.deploy import SCHEMA, State
from app.domain.effect import Effect
from app.domain.filter import Filter, Outcome
from app.domain.table import is_cleared
from blocks import status
from blocks.card import deploy_card
from tests.stories.calls import run
from tests.stories.still import PLACE, Still
from tests.stories.upgrade.kit import VERSIONS, Older, load, places
from tests.unit.example import BO


@pytest.fixture(params=VERSIONS)
def older(still: Still, request: pytest.FixtureRequest) -> Older:
    names = load(still.redis, request.param, places(still))
    prepare(still.redis, wiring.now())
    return Older(still, names)


def test_every_deploy_is_read_and_drawn_as_it_stood(older: Older) -> None:
    archive = older.still.parts.archive
    for name, deploy_id in older.names.items():
        deploy = older.still.parts.gate.get(deploy_id)
        assert deploy.state == name.removesuffix("_risky")
        assert status.row(deploy)
        if deploy.summary is not None:
            report = archive.report(deploy.summary.digest)
            assert deploy.key.sha[:7] in str(deploy_card(deploy, report).blocks)


def test_the_lists_hold_them_all(older: Older) -> None:
    archive = older.still.parts.archive
    assert {each.id for each in archive.waiting()} | {each.id for each in archive.history(0, 50)} == set(
        older.names.values()
    )
    for outcome in Outcome:
        (*found,) = archive.history(0, 50, Filter("production", outcome=outcome))
        assert [each.id for each in found] == ([older.names[outcome]] if outcome in older.names else [])
    assert {each.id for each in archive.history(0, 50, Filter(person=BO.id))} >= {older.names["rejected"]}
    assert archive.environments() == ["production"]
    assert len(list(archive.waiting_in("harbour/shop", "production"))) == archive.counts()[0] == 7
    assert archive.overview(9, 9).asked.total == 3


def test_who_was_on_the_way_stands_in_line_and_is_looked_at_again(older: Older) -> None:
    lane = older.still.parts.lanes.get(PLACE)
    assert lane.line == (older.names["promoting"], older.names["approved"])
    assert lane.live == older.names["live"]
    waits = older.get("approved")
    assert (waits.behind, is_cleared(waits)) == (older.names["promoting"], False)
    assert is_cleared(older.get("promoting"))


def test_what_waited_is_reviewed_by_todays_rules_approved_and_goes_live(older: Older) -> None:
    still, now = older.still, wiring.now()
    waits = older.get("pending")
    assert waits.debt(Effect.REVIEW)
    pending = still.approve(still.reviewed(waits, evidence=waits.evidence))
    assert pending.behind == older.names["approved"]
    assert pending.schema == SCHEMA
    still.tell(older.get("promoting"), e.Failed(now, "The CI is another one now."))
    still.tell(older.get("approved"), e.Cancelled(now, BO, "Not this one."))
    assert still.lives(still.goes(pending)).state is State.LIVE
    assert still.parts.archive.live(PLACE.repository, PLACE.environment) == pending.key.sha


def test_the_old_record_is_chained_and_the_new_one_follows_it(older: Older) -> None:
    before = older.still.redis.llen(keys.AUDIT)
    assert before == 8
    assert not older.still.redis.exists(keys.UNCHAINED, keys.UNCHAINED_UNREAD)
    older.still.tell(older.get("escalated"), e.Cancelled(wiring.now(), BO, "Not this one."))
    code, out, err = run("audit", "verify")
    assert (code, err) == (0, "")
    assert f"{before + 1} entries" in out
    exported = run("audit", "export", "--person", BO.id)[1]
    assert "The coupon is lost when the cart is edited." in exported
    assert "which nothing vouches for" in exported


def test_a_report_is_held_by_the_deploy_that_was_decided_on_it(older: Older) -> None:
    for name, deploy_id in older.names.items():
        summary = older.get(name).summary
        if summary is not None:
            assert older.still.redis.sismember(keys.holders(summary.digest), deploy_id)
            assert older.still.redis.sismember(keys.reports(deploy_id), summary.digest)
