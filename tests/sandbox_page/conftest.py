"""The real page in a real Chromium, on a real sandbox, with a small Bolt app behind its buttons."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page
from slack_bolt import Ack, App
from slack_sdk import WebClient

from handlers.socket import Handler
from sandbox.slack import Manifest, SlackSandbox, Timing
from tests.browser import chromium
from tests.sandbox_page.kit import HOME, MODAL, decided


class Reader:
    """Opens the page as different people, all in one browser profile."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self._context, self._url = context, url
        self._idle = list(context.pages)
        self._opened: list[Page] = []
        self.complaints: list[str] = []

    def open(self, person: str = "U0BO000001", channel: str = "deploy-approval", **place: str) -> Page:
        """Open it in a tab that nobody reads any more, or in a new one, which costs more than most tests."""
        page = self._idle.pop() if self._idle else self._context.new_page()
        self._opened.append(page)
        page.on("pageerror", self._fails)
        page.on("console", self._says)
        page.goto(f"{self._url}#{urlencode({'as': person, 'channel': channel, **place})}")
        page.locator("#main h1").wait_for()
        return page

    def leave(self) -> None:
        """Leave every tab empty, as if nobody had been there."""
        for page in self._opened:
            page.evaluate("localStorage.clear(); sessionStorage.clear()")
            page.goto("about:blank")
            page.remove_listener("pageerror", self._fails)
            page.remove_listener("console", self._says)

    def _fails(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _says(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def slack() -> Iterator[SlackSandbox]:
    with SlackSandbox.start(app=Manifest(), timing=Timing(ack=timedelta(seconds=1))) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(
        timezone_id="Europe/Berlin", locale="en-US", viewport={"width": 1280, "height": 800}
    ) as context:
        context.set_default_timeout(10_000)
        yield context


@pytest.fixture
def reader(context: BrowserContext, slack: SlackSandbox) -> Iterator[Reader]:
    reader = Reader(context, slack.page_url)
    yield reader
    reader.leave()
    assert reader.complaints == []


@pytest.fixture
def airlock(slack: SlackSandbox) -> WebClient:
    """Speak as the app, which listens to nothing."""
    return WebClient(token=slack.bot_token, base_url=slack.api_url)


@pytest.fixture
def listening(slack: SlackSandbox, airlock: WebClient) -> Iterator[None]:
    """Let the app answer clicks, commands, modals and its Home tab."""
    handler = Handler(_bolt(airlock), slack.app_token, threads=5)
    handler.connect()
    slack.wait_for(lambda: slack.connections)
    yield
    handler.close()


def _bolt(airlock: WebClient) -> App:
    bolt = App(client=airlock)

    @bolt.action("deploy.approve")
    def approve(ack: Ack, body: dict[str, dict[str, str]]) -> None:
        ack()
        blocks = decided(body["user"]["id"])
        airlock.chat_update(
            channel=body["channel"]["id"], ts=body["message"]["ts"], text="Approved", blocks=blocks
        )

    @bolt.action("deploy.reject")
    def reject(ack: Ack, body: dict[str, str]) -> None:
        ack()
        airlock.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @bolt.view("deploy.reject")
    def rejected(ack: Ack, view: dict[str, dict[str, dict[str, dict[str, dict[str, str]]]]]) -> None:
        reason = view["state"]["values"]["reason"]["words"]["value"]
        ack(response_action="errors", errors={"reason": "Say more."}) if reason == "Because." else ack()

    @bolt.command("/deploy")
    def command(ack: Ack, command: dict[str, str]) -> None:
        ack(f"You asked for `{command['text']}`.")

    @bolt.event("app_home_opened")
    def home(event: dict[str, str]) -> None:
        airlock.views_publish(user_id=event["user"], view=HOME)

    return bolt
