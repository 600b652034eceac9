"""What a person does on the page, with the mouse or without."""

import re

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from sandbox.slack import SlackSandbox
from tests.browser import needs_chromium
from tests.sandbox_page.conftest import Reader
from tests.sandbox_page.kit import CARD

pytestmark = [pytest.mark.browser, needs_chromium]


def card(page: Page, airlock: WebClient) -> str:
    sent = airlock.chat_postMessage(channel="C0APPROVAL", text="Deploy shop-api", blocks=CARD)
    page.locator(f"[data-ts='{sent['ts']}']").wait_for()
    return str(sent["ts"])


@pytest.mark.usefixtures("listening")
def test_approving_asks_first_and_then_shows_the_verdict(reader: Reader, airlock: WebClient) -> None:
    page = reader.open()
    card(page, airlock)
    page.get_by_role("button", name="Approve").click()
    question = page.get_by_role("alertdialog", name="Approve shop-api?")
    expect(question).to_contain_text("3f9c1ab goes to production.")
    question.get_by_role("button", name="Yes, approve").click()
    expect(page.get_by_role("article").last).to_contain_text("Approved by @bo")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)


def test_who_thinks_better_of_it_sends_nothing(reader: Reader, airlock: WebClient) -> None:
    page = reader.open()
    card(page, airlock)
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("button", name="Not yet").click()
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Approve")).not_to_have_attribute("aria-busy", "true")


@pytest.mark.usefixtures("listening")
def test_the_keyboard_alone_approves_and_is_left_at_the_card(reader: Reader, airlock: WebClient) -> None:
    page = reader.open()
    ts = card(page, airlock)
    page.locator("[data-action-id='deploy.approve']").focus()
    page.keyboard.press("Enter")
    page.get_by_role("alertdialog").wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("article").last).to_contain_text("Approved by @bo")
    expect(page.locator(f"[data-ts='{ts}']")).to_be_focused()


@pytest.mark.usefixtures("listening")
def test_a_click_that_nobody_answers_is_busy_and_then_says_so(
    reader: Reader, airlock: WebClient, slack: SlackSandbox
) -> None:
    page = reader.open()
    slack.deliver_late(60)
    card(page, airlock)
    reject = page.get_by_role("button", name="Reject")
    reject.click()
    expect(reject).to_have_attribute("aria-busy", "true")
    expect(page.get_by_text("This app did not respond.")).to_be_visible()
    expect(reject).not_to_have_attribute("aria-busy", "true")


@pytest.mark.usefixtures("listening")
def test_a_refused_reason_stays_in_the_modal_with_what_is_wrong(reader: Reader, airlock: WebClient) -> None:
    page = reader.open()
    card(page, airlock)
    page.get_by_role("button", name="Reject").click()
    modal = page.get_by_role("dialog", name="Reject shop-api")
    expect(modal).to_have_attribute("data-callback-id", "deploy.reject")
    reason = modal.get_by_label("Reason")
    for words, complaint in (("Short", "Please enter at least 8 characters."), ("Because.", "Say more.")):
        reason.fill(words)
        modal.get_by_role("button", name="Reject").click()
        expect(reason).to_have_accessible_description(complaint)
        expect(reason).to_be_focused()
        expect(reason).to_have_value(words)
    reason.fill("Because the data team still reads it.")
    modal.get_by_role("button", name="Reject").click()
    expect(modal).to_have_count(0)


@pytest.mark.usefixtures("listening")
def test_escape_closes_the_modal_on_both_sides(
    reader: Reader, airlock: WebClient, slack: SlackSandbox
) -> None:
    page = reader.open()
    card(page, airlock)
    page.get_by_role("button", name="Reject").click()
    page.get_by_role("dialog", name="Reject shop-api").wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    slack.wait_for(lambda: slack.view("bo") is None)


@pytest.mark.usefixtures("listening")
def test_a_command_is_completed_and_answered_to_its_writer_only(reader: Reader) -> None:
    page, other = reader.open(), reader.open("U0ANA00001")
    line = page.get_by_label("Message deploy-approval")
    line.press_sequentially("/")
    expect(page.get_by_role("listbox", name="Commands").get_by_role("option")).to_have_text(
        [re.compile("^/deploy"), "/deploy status", "/deploy help"]
    )
    line.press("ArrowDown")
    line.press("Enter")
    expect(line).to_have_value("/deploy status ")
    line.press("Enter")
    answer = page.get_by_role("article").filter(has_text="You asked for status.")
    expect(answer).to_contain_text("Only visible to you")
    expect(other.get_by_role("article")).to_have_count(0)
    answer.get_by_role("button", name="Dismiss").click()
    expect(answer).to_have_count(0)


def test_typed_words_arrive_escaped_and_with_their_mentions(reader: Reader, slack: SlackSandbox) -> None:
    page = reader.open()
    page.get_by_label("Message deploy-approval").fill("<b> @ana & @dba in #deploys, bo@ana.example")
    page.keyboard.press("Enter")
    written = slack.wait_for(lambda: slack.messages("#deploy-approval"))[0]
    assert (
        written.text == "&lt;b&gt; <@U0ANA00001> &amp; <!subteam^S0DBA00001> in <#C0DEPLOYS1>, bo@ana.example"
    )
    expect(page.get_by_role("article")).to_contain_text("<b> @ana & @dba in #deploys, bo@ana.example")


def test_a_thread_is_read_and_answered_beside_the_channel(
    reader: Reader, airlock: WebClient, slack: SlackSandbox
) -> None:
    page = reader.open()
    ts = card(page, airlock)
    slack.post("ana", "#deploy-approval", "Did we tell the data team?", thread_ts=ts)
    page.get_by_role("button", name="1 reply").click()
    thread = page.get_by_role("complementary", name="Thread")
    expect(thread).to_contain_text("Did we tell the data team?")
    expect(thread.get_by_label("Reply in thread")).to_be_focused()
    page.keyboard.type("Yes.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="2 replies")).to_be_visible()
    page.keyboard.press("Escape")
    expect(thread).to_be_hidden()
    expect(page.get_by_role("button", name="2 replies")).to_be_focused()


@pytest.mark.usefixtures("listening")
def test_opening_the_home_tab_brings_what_the_app_publishes(reader: Reader) -> None:
    page = reader.open()
    page.get_by_role("link", name="Airlock").click()
    expect(page.get_by_role("heading", name="Waiting for you")).to_be_visible()


def test_becoming_somebody_else_changes_the_address_and_the_view(reader: Reader) -> None:
    page = reader.open()
    page.get_by_label("You are").select_option(label="Gil Moss · guest")
    expect(page).to_have_url(re.compile("as=U0GIL00001"))
    expect(page.get_by_role("contentinfo").or_(page.locator("#rail footer"))).to_contain_text("Gil Moss")
