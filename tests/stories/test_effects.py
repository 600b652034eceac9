"""Nothing is lost and nothing happens twice while Slack has its troubles."""

import pytest
from slack_sdk import WebClient

from app.domain.deploy import State
from app.domain.effect import Effect
from blocks.card import APPROVE
from sandbox.slack.people import Channel
from tests.eventually import eventually
from tests.stories.conftest import Worlds
from tests.stories.world import APPROVAL, BO, CY, DEPLOYS, LEADS, World


@pytest.mark.parametrize(
    "fault",
    [{"status": 429}, {"status": 500}, {"error": "internal_error"}, {"drop": "before"}, {"drop": "after"}],
)
def test_one_card_whatever_slack_answers(world: World, fault: dict[str, object]) -> None:
    world.slack.fail_next("chat.postMessage", **fault)  # type: ignore[arg-type]
    deploy = world.waits(world.sample.routine)
    assert len(world.slack.messages(APPROVAL)) == 1
    assert len(world.thread(deploy)) == 1


def test_a_redrawing_that_failed_is_made_up_for(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    world.slack.fail_next("chat.update", status=429, times=2)
    world.slack.click(BO, world.card(deploy), APPROVE)
    world.settles(deploy, State.LIVE)
    assert "Live since" in world.card(deploy).text


def test_the_announcement_is_made_once_though_its_answer_was_lost(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    world.slack.click(BO, world.card(deploy), APPROVE)
    world.reaches(deploy, State.PROMOTING)
    world.slack.fail_next("chat.postMessage", drop="after")
    world.settles(deploy, State.LIVE)
    assert len(world.slack.messages(DEPLOYS)) == 1


def test_a_click_delivered_twice_decides_once(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    world.slack.deliver_twice()
    world.slack.click(BO, world.card(deploy), APPROVE)
    world.settles(deploy, State.LIVE)
    assert len(world.ci.promotions) == 1


def test_a_channel_without_the_bot_is_told_in_the_status_and_mended_by_an_invitation(world: World) -> None:
    channel = Channel("C0APPROVAL", "deploy-approval", "What waits for a yes", frozenset({BO}))
    world.slack.put_channel(channel)
    deploy = world.queue(world.sample.routine)
    eventually(lambda: (debt := world.get(deploy).debt(Effect.POST_CARD)) and debt.problem)
    world.slack.command(BO, "/deploy", "status", channel=DEPLOYS)
    eventually(lambda: "/invite @Airlock" in str([told.blocks for told in world.slack.ephemerals(BO)]))


def opened(world: World) -> int:
    return sum(call.method == "apps.connections.open" for call in world.slack.calls)


def test_a_refreshed_socket_loses_no_click(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    before = opened(world)
    world.slack.disconnect("refresh_requested")
    eventually(lambda: opened(world) > before and world.slack.connections == 1)
    world.slack.click(BO, world.card(deploy), APPROVE)
    world.settles(deploy, State.LIVE)


def test_a_look_that_fails_keeps_the_doubt(world: World) -> None:
    world.slack.fail_next("chat.postMessage", drop="after")
    world.slack.fail_next("conversations.history", status=429)
    world.waits(world.sample.routine)
    assert len(world.slack.messages(APPROVAL)) == 1


def test_a_card_that_somebody_deleted_is_posted_again(world: World) -> None:
    deploy = world.waits(world.sample.risky)
    lost = world.card(deploy).ts
    client = WebClient(world.slack.bot_token, base_url=world.slack.api_url)
    client.chat_delete(channel="C0APPROVAL", ts=lost)
    world.give(deploy, world.measured(world.sample.risky))
    eventually(lambda: (card := world.get(deploy).card) and card.ts != lost)
    world.settles(deploy, State.PENDING)
    world.slack.click(BO, world.card(deploy), APPROVE)
    eventually(lambda: world.get(deploy).approvals)


def test_the_leads_are_asked_though_the_card_is_gone(worlds: Worlds) -> None:
    world = worlds(timeout="6s", remind_after=[])
    deploy = world.waits(world.sample.routine)
    client = WebClient(world.slack.bot_token, base_url=world.slack.api_url)
    client.chat_delete(channel="C0APPROVAL", ts=world.card(deploy).ts)
    eventually(lambda: world.slack.messages(LEADS))


def test_what_waits_is_reviewed_anew_when_something_else_goes_live(world: World) -> None:
    first, second = world.waits(world.sample.routine), world.waits(world.sample.hotfix)
    old = world.card(second)
    world.slack.click(BO, world.card(first), APPROVE)
    world.settles(first, State.LIVE)
    eventually(lambda: (summary := world.get(second).summary) and summary.live == first.key.sha)
    world.settles(second, State.PENDING)
    world.slack.click(CY, old, APPROVE)
    world.tells(CY, "The report has changed")
    assert "taken away" in str(world.card(second).blocks)
