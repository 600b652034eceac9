"""What is wrong is refused in a clear sentence, and nothing comes of it: by HTTP, in a terminal, in Slack."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.stories.asking import ask, words_of
from tests.stories.calls import call, queue, queue_words, run
from tests.stories.world import APPROVAL, BO, CY, GIL, World


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ({"secret": "another secret altogether"}, 401, "does not match"),
        ({"at": datetime.now(UTC) - timedelta(minutes=6)}, 401, "more than 5 minutes off"),
        ({"body": b"x" * ((1 << 20) + 1)}, 413, "larger than 1 MiB"),
        ({"body": b"<html>"}, 422, "body: must be a JSON object"),
        ({"body": b"[" * 100_000}, 422, "body: must be a JSON object"),
        ({"headers": {"Content-Encoding": "gzip"}}, 422, "says that it is gzip, and is not"),
    ],
)
def test_a_wrong_request_is_refused_in_one_sentence(
    quiet: World, how: dict[str, Any], status: int, words: str
) -> None:
    body = how.pop("body", b"{}")
    answer = call(quiet, "POST", "/deploys", body, **how)
    assert answer.status_code == status
    assert words in answer.json()["error"]
    assert quiet.parts.archive.counts() == (0, 0)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"sha": "HEAD"}, "sha"),
        ({"repository": "shop"}, "repository"),
        ({"environment": "staging"}, "environment"),
        ({"environment": "../../x\n"}, "environment"),
        ({"run_attempt": True}, "run_attempt"),
        ({"run_url": "javascript:alert(1)"}, "run_url"),
        ({"base": "main"}, "base"),
        ({"local_path": "/etc"}, "local_path"),
        ({"actor": "a\nb"}, "actor"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_field_is_named(quiet: World, more: dict[str, Any], field: str) -> None:
    answer = queue(quiet, **more)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith(f"{field}: ")


def test_an_unknown_deploy_is_not_found(quiet: World) -> None:
    assert call(quiet, "GET", "/deploys/aaaaaaaaaaaa").status_code == 404


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--repo", "/nowhere"], "/nowhere is not a directory"),
        (["--sha", "main"], "sha: must be a commit id of 40 hex digits."),
        (["--environment", "moon", "--repo", "{shop}"], "harbour/shop has production, not `moon`."),
        (["--junit", "none/*.xml", "--repo", "{shop}"], "--junit: no file matches none/*.xml"),
        (["--sha", "0" * 40, "--repo", "{shop}"], "names no commit"),
    ],
)
def test_airlock_queue_says_what_is_wrong(quiet: World, words: list[str], sentence: str) -> None:
    placed = [word.format(shop=quiet.sample.path) for word in words]
    code, out, err = run(*queue_words(quiet), *placed)
    assert (code, out) == (2, "")
    assert sentence in err
    assert quiet.parts.archive.counts() == (0, 0)


@pytest.mark.parametrize(
    ("user", "text", "words"),
    [
        (GIL, "queue harbour/shop {sha}", "Guests cannot use /deploy"),
        (CY, "queue harbour/shop", "Write `/deploy queue"),
        (CY, "queue harbour/shop {sha} moon", "has production, not `moon`"),
        (CY, "queue harbour/shop abc123", "not a whole commit id"),
        (CY, "queue <!channel> {sha}", "must be OWNER/NAME"),
    ],
)
def test_slash_deploy_queue_says_what_is_wrong(quiet: World, user: str, text: str, words: str) -> None:
    sha = quiet.sample.routine.sha
    quiet.slack.command(user, "/deploy", text.format(sha=sha), channel=APPROVAL)
    quiet.tells(user, words)
    assert quiet.parts.archive.counts() == (0, 0)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("show nothing", "There is no deploy `nothing`"),
        ("show", "Write `/deploy show ID`"),
        ("history", "Nothing has happened yet."),
        ("history 9", "There is only 1 page."),
        ("history 99999999999999999999", "There is only 1 page."),
        ("help", "How to use /deploy"),
        ("frobnicate <!channel>", "is not something that /deploy knows"),
        ("cancel", "Write `/deploy cancel ID [REASON]`"),
    ],
)
def test_every_mistake_is_answered_with_the_right_form(quiet: World, text: str, answer: str) -> None:
    said = ask(quiet, BO, text)
    assert answer in said.text
    assert "<!channel>" not in words_of(said)
