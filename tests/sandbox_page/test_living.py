"""What stays and what moves while the workspace changes under the reader."""

import re

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from sandbox.slack import SlackSandbox
from tests.browser import needs_chromium
from tests.sandbox_page.conftest import Reader
from tests.sandbox_page.kit import CARD, section

pytestmark = [pytest.mark.browser, needs_chromium]

DEAF = """() => {
  window.Real = WebSocket;
  window.WebSocket = class { constructor() { setTimeout(() => this.onclose()); } close() {} };
}"""


def test_only_the_changed_message_is_drawn_anew(
    reader: Reader, airlock: WebClient, slack: SlackSandbox
) -> None:
    page = reader.open()
    slack.post("ana", "#deploy-approval", "Morning!")
    ts = airlock.chat_postMessage(channel="C0APPROVAL", text="Deploy shop-api", blocks=CARD)["ts"]
    expect(page.get_by_role("article")).to_have_count(2)
    page.evaluate("document.querySelectorAll('article').forEach((article) => article.classList.add('old'))")
    airlock.chat_update(channel="C0APPROVAL", ts=ts, text="Changed", blocks=[section("Changed"), *CARD])
    expect(page.get_by_role("article").get_by_text("Changed", exact=True)).to_be_visible()
    expect(page.locator("article.old")).to_have_text(re.compile("Morning!"))


def test_the_focus_moves_on_to_the_same_button_of_the_new_card(reader: Reader, airlock: WebClient) -> None:
    page = reader.open()
    ts = airlock.chat_postMessage(channel="C0APPROVAL", text="Deploy shop-api", blocks=CARD)["ts"]
    page.get_by_role("button", name="Reject").focus()
    airlock.chat_update(channel="C0APPROVAL", ts=ts, text="Changed", blocks=[section("Changed"), *CARD])
    expect(page.get_by_role("article").get_by_text("Changed", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Reject")).to_be_focused()


def test_half_typed_words_wait_in_their_channel(reader: Reader, slack: SlackSandbox) -> None:
    page = reader.open()
    page.get_by_label("Message deploy-approval").fill("I think that")
    slack.post("ana", "#deploys", "shop-api is live")
    page.get_by_role("link", name=re.compile("^deploys 1 unread")).click()
    expect(page.get_by_label("Message deploys")).to_have_value("")
    page.get_by_role("link", name="deploy-approval").click()
    expect(page.get_by_label("Message deploy-approval")).to_have_value("I think that")


def test_unread_messages_are_counted_for_each_person_until_read(reader: Reader, slack: SlackSandbox) -> None:
    slack.post("ana", "#deploys", "<@U0BO000001> it is live")
    bo, ana = reader.open(), reader.open("U0ANA00001")
    expect(ana.get_by_role("link", name="deploys", exact=True)).to_be_visible()
    bo.get_by_role("link", name="deploys 1 unread, calling you").click()
    bo.get_by_role("link", name="deploy-approval").click()
    expect(bo.get_by_role("link", name="deploys", exact=True)).to_be_visible()


def test_a_reader_at_the_end_stays_there_and_one_above_is_left_alone(
    reader: Reader, slack: SlackSandbox
) -> None:
    for number in range(40):
        slack.post("ana", "#deploy-approval", f"Message {number}")
    page = reader.open()
    expect(page.get_by_role("article").get_by_text("Message 39", exact=True)).to_be_in_viewport()
    slack.post("cy", "#deploy-approval", "At the end")
    expect(page.get_by_role("article").get_by_text("At the end", exact=True)).to_be_in_viewport()
    page.get_by_role("article").get_by_text("Message 0", exact=True).scroll_into_view_if_needed()
    slack.post("cy", "#deploy-approval", "Not in sight")
    page.get_by_role("button", name="New messages").click()
    expect(page.get_by_role("article").get_by_text("Not in sight", exact=True)).to_be_in_viewport()


def test_new_and_changed_messages_are_announced(reader: Reader, airlock: WebClient) -> None:
    page = reader.open()
    ts = airlock.chat_postMessage(channel="C0APPROVAL", text="Deploy shop-api", blocks=CARD)["ts"]
    expect(page.locator("#announcer")).to_have_text("Airlock: Deploy shop-api")
    airlock.chat_update(channel="C0APPROVAL", ts=ts, text="Approved by <@U0BO000001>", blocks=CARD)
    expect(page.locator("#announcer")).to_have_text("Airlock: Approved by @bo")


def test_a_permalink_leads_to_its_message_for_the_last_person(
    reader: Reader, airlock: WebClient, slack: SlackSandbox
) -> None:
    first = airlock.chat_postMessage(channel="C0APPROVAL", text="The first of many")
    for number in range(40):
        slack.post("ana", "#deploy-approval", f"Message {number}")
    page = reader.open("U0CY000001", channel="deploys")
    page.goto(airlock.chat_getPermalink(channel="C0APPROVAL", message_ts=first["ts"])["permalink"])
    expect(page.get_by_role("article").get_by_text("The first of many", exact=True)).to_be_in_viewport()
    expect(page).to_have_url(re.compile("as=U0CY000001"))


def test_a_lost_line_is_said_and_mended(reader: Reader, slack: SlackSandbox) -> None:
    page = reader.open()
    page.evaluate(DEAF)
    page.get_by_label("You are").select_option("U0ANA00001")
    expect(page.get_by_text("The line to the sandbox is down.")).to_be_visible()
    page.evaluate("() => { window.WebSocket = window.Real }")
    expect(page.get_by_text("The line to the sandbox is down.")).to_be_hidden()
    slack.post("bo", "#deploy-approval", "Back again")
    expect(page.get_by_role("article").get_by_text("Back again", exact=True)).to_be_visible()


def test_trouble_is_made_from_the_page_and_shown(reader: Reader) -> None:
    page = reader.open()
    page.get_by_role("button", name="Make trouble").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("chat.update: connection cut after it took effect")).to_be_visible()


def test_an_empty_channel_says_so(reader: Reader) -> None:
    expect(reader.open().get_by_text("Nothing has been said here yet.")).to_be_in_viewport()


def test_skipping_the_rail_keeps_the_place(reader: Reader) -> None:
    page = reader.open()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    expect(page).to_have_url(re.compile("channel=deploy-approval"))


def test_a_private_answer_is_pointed_to_when_it_is_out_of_sight(
    reader: Reader, slack: SlackSandbox, airlock: WebClient
) -> None:
    for number in range(40):
        slack.post("ana", "#deploy-approval", f"Message {number}")
    page = reader.open()
    page.get_by_role("article").get_by_text("Message 0", exact=True).scroll_into_view_if_needed()
    airlock.chat_postEphemeral(channel="C0APPROVAL", user="U0BO000001", text="You may not")
    slack.post("cy", "#deploy-approval", "Something else")
    page.get_by_role("button", name="An answer to you").click()
    expect(page.get_by_role("article").get_by_text("You may not", exact=True)).to_be_in_viewport()


def test_on_a_telephone_nothing_is_cut_off(reader: Reader, airlock: WebClient) -> None:
    airlock.chat_postMessage(channel="C0APPROVAL", text="Deploy shop-api", blocks=CARD)
    page = reader.open()
    page.set_viewport_size({"width": 390, "height": 844})
    for pane in (page.locator("#main .scroller"), page.locator("body")):
        assert pane.evaluate("pane => pane.scrollWidth - pane.clientWidth") <= 0
    approve = page.get_by_role("button", name="Approve").bounding_box()
    main = page.locator("#main").bounding_box()
    assert approve
    assert main
    assert approve["height"] < 40, "its word is broken"
    assert main["width"] > 370, "the rail is still beside it"
    page.set_viewport_size({"width": 1280, "height": 800})
