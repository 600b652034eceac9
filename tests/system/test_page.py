"""What a newcomer does first: `airlock demo` in a terminal, and its page in a real browser."""

import re
import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from app.adapters.filelock import hold
from tests.browser import chromium, needs_chromium
from tests.sandbox_page.conftest import Reader
from tests.system.demo import Demo, running

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(120), needs_chromium]

ROUTINE, RISKY = "Say kindly that the cart is empty", "Drop customer columns that nobody uses any more"
FAILING = "Compute the tax per line"
REPLIES = re.compile(r"\d repl(y|ies)")  # a new report comes whenever something else goes live
PROCESSES = 4
PATIENCE = 20_000  # milliseconds; the CI alone takes four seconds
REASON = "The invoice service rounds half up; mend the rounding first."


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Start one on a port that is taken; it takes another and says so."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with running(tmp_path_factory.mktemp("demo"), port) as demo:
            for words in (f"Port {port} is taken", "Open", "1. ", "2. ", "3. ", "4. ", "another", "Ctrl-C"):
                demo.says(words)
            yield demo
            _ends_in_order(demo)


def _ends_in_order(demo: Demo) -> None:
    """Press Ctrl-C: every process leaves by itself, and its Redis with it."""
    assert demo.interrupt() == 0
    assert demo.said.endswith("Everything has stopped.\n")
    assert (demo.data_dir / "airlock.log").read_text("utf-8").count("exited with code 0") == PROCESSES
    record = hold(demo.data_dir / "record" / "server.lock")
    assert record, "its Redis still runs"
    record.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(
        timezone_id="Europe/Berlin", locale="en-GB", viewport={"width": 1280, "height": 1000}
    ) as context:
        context.set_default_timeout(PATIENCE)
        yield context


@pytest.fixture
def reader(demo: Demo, context: BrowserContext) -> Iterator[Reader]:
    reader = Reader(context, demo.url)
    yield reader
    reader.leave()
    assert reader.complaints == []


def card(page: Page, subject: str) -> Locator:
    return page.get_by_role("article").filter(has_text=subject)


def test_bo_approves_and_the_commit_goes_live(reader: Reader) -> None:
    page = reader.open()
    routine = card(page, ROUTINE)
    routine.get_by_role("button", name="Approve").click()
    question = page.get_by_role("alertdialog", name="Approve this deploy?")
    expect(question).to_contain_text("of harbour/shop to production")
    question.get_by_role("button", name="Approve").click()
    expect(routine).to_contain_text("Live since", timeout=PATIENCE)
    expect(routine.get_by_role("button", name="Approve")).to_have_count(0)
    page.get_by_role("link", name="deploys").click()
    announced = page.get_by_role("article").filter(has_text="Live: harbour/shop")
    expect(announced).to_contain_text(ROUTINE)
    expect(announced).to_contain_text("approved by @bo")


def test_bo_rejects_and_must_say_why(reader: Reader) -> None:
    page = reader.open()
    failing = card(page, FAILING)
    expect(failing).to_contain_text("3 failed")
    modal = asked_why(page, failing)
    reason = modal.get_by_label("Reason")
    for words, complaint in (("", "Please complete this required field."), (" ", "Say why in a sentence")):
        reason.fill(words)
        modal.get_by_role("button", name="Reject").click()
        expect(modal).to_contain_text(complaint)
    reason.fill(REASON)
    modal.get_by_role("button", name="Reject").click()
    expect(modal).to_have_count(0)
    expect(failing).to_contain_text("Rejected by @bo")
    failing.get_by_role("button", name=REPLIES).click()
    expect(page.get_by_role("complementary", name="Thread")).to_contain_text(REASON)


def asked_why(page: Page, card: Locator) -> Locator:
    """Reject, and again should the card have been renewed meanwhile: an old one decides nothing."""
    modal = page.get_by_role("dialog", name="Reject deploy")
    for _ in range(3):
        card.get_by_role("button", name="Reject").click()
        with suppress(AssertionError):
            expect(modal).to_be_visible()
            return modal
    raise AssertionError(card.inner_text())


def test_the_thread_of_a_card_holds_the_whole_report(reader: Reader) -> None:
    page = reader.open()
    risky = card(page, RISKY)
    expect(risky).to_contain_text("0 of 2 approvals")
    risky.get_by_role("button", name=REPLIES).click()
    thread = page.get_by_role("complementary", name="Thread")
    for words in ("Findings", "pyjwt", "Files", "shop/auth.py", "sha256:"):
        expect(thread).to_contain_text(words)


def test_the_home_tab_says_what_waits_for_me(reader: Reader) -> None:
    page = reader.open()
    page.get_by_role("link", name="Airlock").click()
    expect(page.get_by_role("heading", name="Airlock").last).to_be_visible()
    expect(page.locator("#main")).to_contain_text("Waits for you")
    expect(page.locator("#main")).to_contain_text(RISKY)


def test_deploy_status_answers_who_asked(reader: Reader) -> None:
    page = reader.open(channel="general")
    page.get_by_label("Message general").fill("/deploy status")
    page.keyboard.press("Enter")
    answer = page.get_by_role("article").filter(has_text="waiting or running")
    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text(RISKY)
