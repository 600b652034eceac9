"""The pages: what they show, that all of it is text, and that they keep themselves true."""

from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Browser

from sandbox.github.checks import Output
from tests.browser import chromium, needs_chromium
from tests.sandbox_github.actions.kit import REPO, Github

EVIL = "<script>alert(1)</script>"
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt;"


def page(github: Github, path: str = "") -> str:
    answer = requests.get(f"{github.hub.origin}{path}", timeout=10)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    return answer.text


def test_the_front_page_lists_repositories_and_their_runs(github: Github) -> None:
    assert "No workflow has run yet." in page(github, "/")
    run = github.run(actor=EVIL, head_branch=EVIL)
    github.decide(run, comment="Waiting for 2 approvals")
    text = page(github, "/")
    for words in (f"/{REPO}/actions/runs/{run}", "Waiting", "production", "Make it version 2", "2 approvals"):
        assert words in text
    assert text.count(SHOWN) == 2
    assert EVIL not in text


def test_a_run_shows_what_the_app_said(github: Github) -> None:
    run = github.run(jobs=(EVIL, "deploy (us)"))
    assert "waits for airlock. Nobody may bypass it." in page(github, f"/{REPO}/actions/runs/{run}")
    github.decide(run, comment=f"{EVIL} at http://127.0.0.1:1/c/1. {EVIL}")
    github.decide(run, "rejected", f"Not today {EVIL}")
    text = page(github, f"/{REPO}/actions/runs/{run}")
    assert 'href="http://127.0.0.1:1/c/1"' in text
    assert f"Not today {SHOWN}" in text
    assert text.index("Status report") < text.index("Rejected")
    assert "Failure" in text
    assert "waits for" not in text
    assert EVIL not in text


def test_a_run_shows_each_attempt_and_the_checks_of_its_commit(github: Github) -> None:
    output = Output("Medium risk, 42 of 100", f"## Findings\n- {EVIL}")
    check = github.hub.add_check_run(
        REPO, github.shas[-1], "Airlock", "neutral", app="airlock", output=output
    )
    github.hub.add_status(REPO, github.shas[-1], f"ci {EVIL}", "pending", description=EVIL)
    run = github.run()
    github.hub.add_artifact(REPO, run, EVIL, b"")
    github.decide(run, "rejected")
    github.hub.rerun(REPO, run, "bo")
    for path in (f"actions/runs/{run}", f"commit/{github.shas[-1]}", f"runs/{check}"):
        text = page(github, f"/{REPO}/{path}")
        assert "Medium risk, 42 of 100" in text
        assert "Findings" in text
        assert EVIL not in text
    text = page(github, f"/{REPO}/actions/runs/{run}/job/1")
    assert text.index("Attempt 2") < text.index("Attempt 1")


def test_deployments_show_what_is_live_and_what_was(github: Github) -> None:
    for _ in range(2):
        run = github.run()
        github.decide(run, "approved")
        github.ended(run)
    text = page(github, f"/{REPO}/deployments")
    assert "guarded by airlock; nobody may bypass" in text
    assert text.index("Active") < text.index("Inactive")
    assert page(github, f"/{REPO}/deployments/activity_log?environments_filter=production") == text


def test_a_pull_request_shows_its_reviews(github: Github) -> None:
    number = github.hub.add_pull(REPO, "behind", author="ana", title=EVIL, body=EVIL)
    github.hub.review(REPO, number, "bo", "CHANGES_REQUESTED")
    text = page(github, f"/{REPO}/pull/{number}")
    assert "Changes requested" in text
    assert EVIL not in text


@pytest.mark.parametrize(
    "path",
    ["/nobody/nothing", f"/{REPO}/actions/runs/1", f"/{REPO}/commit/{'0' * 40}", f"/{REPO}/pull/7"],
)
def test_what_is_not_there_is_not_found(github: Github, path: str) -> None:
    assert requests.get(f"{github.hub.origin}{path}", timeout=10).status_code == 404


def test_the_next_run_fails_when_the_page_says_so(github: Github) -> None:
    url = f"{github.hub.origin}/ui/faults"
    assert requests.post(url, data="kind=fail", timeout=10).status_code == 415
    assert requests.post(url, json={"kind": "explode"}, timeout=10).status_code == 422
    assert requests.post(url, json={"kind": "hang"}, timeout=10).status_code == 204
    assert requests.post(url, json={"kind": "none"}, timeout=10).status_code == 204
    assert requests.post(url, json={"kind": "fail"}, timeout=10).status_code == 204
    assert "Armed: the next run will fail." in page(github, "/")
    assert github.ended(github.run(environment=None)) == "failure"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.browser
@needs_chromium
def test_an_open_page_follows_the_run_and_its_buttons_take_keys(github: Github, browser: Browser) -> None:
    complaints: list[str] = []
    run = github.run()
    tab = browser.new_page()
    tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    tab.goto(f"{github.hub.origin}/{REPO}/actions/runs/{run}")
    tab.get_by_role("button", name="Let the next run fail").focus()
    tab.keyboard.press("Enter")
    tab.get_by_text("Armed: the next run will fail.").wait_for()
    assert tab.evaluate("document.activeElement.textContent") == "Let the next run fail"
    github.decide(run, "approved", "Approved by Bo")
    tab.get_by_text("Approved by Bo").wait_for()
    tab.locator("h1 .state", has_text="Failure").wait_for()
    tab.close()
    assert complaints == []
