"""Slack's mrkdwn and Block Kit, as the page draws them."""

import re
import time
from base64 import b64decode
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from slack_sdk import WebClient

from sandbox.slack import SlackSandbox
from tests.browser import needs_chromium
from tests.sandbox_page.conftest import Reader
from tests.sandbox_page.kit import plain, section

pytestmark = [pytest.mark.browser, needs_chromium]

DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
DRAW = """async (text) => {
  const { mrkdwn } = await import("/page/mrkdwn.js");
  const { Workspace } = await import("/page/workspace.js");
  const state = await (await fetch("/ui/state?as=bo")).json();
  const box = document.createElement("div");
  box.append(...mrkdwn(text, new Workspace(state)));
  return box.innerHTML.replaceAll("\\u202f", " ");
}"""


@pytest.fixture(scope="module")
def paper(browser: Browser) -> Iterator[Page]:
    with SlackSandbox.start() as slack:
        page = browser.new_page(timezone_id="Europe/Berlin", locale="en-US")
        page.goto(slack.page_url)
        yield page
        page.close()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* and _it_ and ~no~", "<strong>bold</strong> and <em>it</em> and <s>no</s>"),
        ("*bold _both_*", "<strong>bold <em>both</em></strong>"),
        ("*with `co*de`*", "<strong>with <code>co*de</code></strong>"),
        ("2*3*4, snake_case_name, * no *", "2*3*4, snake_case_name, * no *"),
        ("before\n```\n*raw* &lt;b&gt;\n```\nafter", "before\n<pre>*raw* &lt;b&gt;</pre>after"),
        ("&gt; one\n> two\nthree", "<blockquote>one\ntwo</blockquote>three"),
        ("• one\n• two", "• one\n• two"),
        ("&amp;lt; &lt;b&gt;", "&amp;lt; &lt;b&gt;"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("<javascript:alert(1)|press>", "&lt;javascript:alert(1)|press&gt;"),
        (":unknown_name:", ":unknown_name:"),
        ("<!unheard^of|label>", "<span>label</span>"),
        ("\ufffc and `code`", "\ufffd and <code>code</code>"),
    ],
)
def test_words_are_drawn_as_slack_draws_them(paper: Page, text: str, html: str) -> None:
    assert paper.evaluate(DRAW, text) == html


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<@U0ANA00001>", "@ana"),
        ("<@U0NOBODY01|zoe>", "@zoe"),
        ("<!subteam^S0DBA00001>", "@dba"),
        ("<#C0DEPLOYS1>", "#deploys"),
        ("<!here>", "@here"),
        ("<https://example.com/a_b_c|the *page*>", "the *page*"),
        ("`<https://example.com|3f9c1ab>`", "3f9c1ab"),
        ("<!date^1700000000^{date_num} {time_secs}|x>", "2023-11-14 11:13:20 PM"),
        ("<!date^1700000000^{date} at {time}|x>", "November 14th, 2023 at 11:13 PM"),
        ("<!date^1700000000^{date_long}|x>", "Tuesday, November 14th, 2023"),
        ("by <!date^1700000000^{date_short_pretty}|x>", "by Nov 14, 2023"),
        ("<!date^never^{date}|some day>", "some day"),
    ],
)
def test_tokens_become_names_links_and_local_times(paper: Page, text: str, words: str) -> None:
    assert re.sub("<[^>]+>", "", paper.evaluate(DRAW, text)) == words


def test_a_deadline_tomorrow_is_called_so(paper: Page) -> None:
    tomorrow = int(time.time()) + 86_400
    drawn = paper.evaluate(
        DRAW, f"Answer by <!date^{tomorrow}^{{date_pretty}}|x>, in <!date^{tomorrow}^{{ago}}|x>"
    )
    assert re.sub("<[^>]+>", "", drawn) in {
        "Answer by tomorrow, in in 23 hours",
        "Answer by tomorrow, in tomorrow",
    }


def test_links_open_apart_and_tell_the_other_side_nothing(paper: Page) -> None:
    drawn = paper.evaluate(DRAW, "<https://example.com|out>")
    assert 'target="_blank" rel="noopener noreferrer"' in drawn


def test_every_block_of_a_message_has_its_shape(reader: Reader, airlock: WebClient) -> None:
    option = {"text": plain("Ask Bo"), "value": "bo"}
    blocks = [
        {"type": "header", "text": plain("Deploy shop-api")},
        section("Words", accessory={"type": "overflow", "action_id": "more", "options": [option]}),
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Tests*\n412 passed"}, plain("*raw*")]},
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "report `9c1f`"}]},
        {
            "type": "actions",
            "elements": [
                {
                    "type": "static_select",
                    "action_id": "who",
                    "placeholder": plain("Ask…"),
                    "options": [option],
                }
            ],
        },
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "ordered",
                    "elements": [
                        {
                            "type": "rich_text_section",
                            "elements": [{"type": "text", "text": "item", "style": {"bold": True}}],
                        }
                    ],
                }
            ],
        },
        {"type": "markdown", "text": "# not drawn"},
    ]
    airlock.chat_postMessage(channel="C0APPROVAL", text="Deploy", blocks=blocks)
    expect(reader.open().get_by_role("article")).to_match_aria_snapshot("""
      - heading "Deploy shop-api" [level=3]
      - text: Words
      - button "More actions"
      - strong: Tests
      - text: 412 passed *raw*
      - separator
      - text: report
      - code: 9c1f
      - combobox "Ask…"
      - list:
        - listitem:
          - strong: item
      - paragraph: (block of type markdown)
    """)


def test_an_overflow_menu_answers_to_arrows_and_escape(reader: Reader, airlock: WebClient) -> None:
    options = [{"text": plain(words), "value": words} for words in ("First", "Second")]
    overflow = {"type": "overflow", "action_id": "more", "options": options}
    airlock.chat_postMessage(
        channel="C0APPROVAL", text="Deploy", blocks=[section("Words", accessory=overflow)]
    )
    page = reader.open()
    page.get_by_role("button", name="More actions").click()
    expect(page.get_by_role("menuitem", name="First")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("menuitem", name="Second")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(page.get_by_role("button", name="More actions")).to_be_focused()


def test_home_shows_an_uploaded_picture_with_its_words_and_a_menu_of_people(
    slack: SlackSandbox, airlock: WebClient, reader: Reader
) -> None:
    file = airlock.files_upload_v2(filename="dot.png", content=b64decode(DOT))["file"]["id"]
    picture = {"type": "image", "slack_file": {"id": file}, "alt_text": "Deploys a week"}
    menu = {"type": "users_select", "action_id": "who", "initial_user": "U0CY000001"}
    blocks = [picture, {"type": "actions", "elements": [menu]}]
    airlock.views_publish(user_id="U0BO000001", view={"type": "home", "blocks": blocks})
    page = reader.open(view="home")
    drawn = page.get_by_role("img", name="Deploys a week")
    expect(drawn).to_be_visible()
    page.wait_for_function("image => image.complete && image.naturalWidth === 1", arg=drawn.element_handle())
    expect(page.locator(".home select")).to_have_value("U0CY000001")
    assert slack.shows(file)
