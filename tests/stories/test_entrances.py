"""The ways in: signed HTTP, the command line, Slack's command, and another app's message metadata."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from app.cli import main
from app.domain import signature
from app.domain.deploy import Deploy, State
from app.domain.evidence import Teller
from blocks.card import APPROVE
from tests.eventually import eventually
from tests.stories.conftest import Worlds
from tests.stories.world import APPROVAL, BO, CY, DEPLOYS, GIL, SECRET, World


@pytest.fixture
def open_world(worlds: Worlds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Return a world whose operator has a policy for everybody and knows where the shop's repository is."""
    policy = tmp_path / "policy.yml"
    monkeypatch.setenv("AIRLOCK_POLICY", str(policy))
    policy.write_text("environments: {}")
    world = worlds()
    text = (
        "environments:\n  production:\n    channels: {approval: '#deploy-approval'}\n"
        "    approvers: ['@release-owners']\n"
        f"    promote: {{kind: webhook, url: '{world.ci.url}'}}\n"
    )
    policy.write_text(text)
    return world


def told(world: World, **more: Any) -> dict[str, Any]:
    candidate = world.sample.routine
    asked = {"repository": world.sample.repository, "sha": candidate.sha, "environment": "production"}
    return {**asked, "base": world.sample.base, **more}


def call(world: World, method: str, path: str, body: bytes = b"", **how: Any) -> requests.Response:
    at = how.get("at", datetime.now(UTC))
    headers = {**signature.headers(how.get("secret", SECRET), body, at), **how.get("headers", {})}
    return requests.request(method, world.web_url + path, data=body, headers=headers, timeout=10)


def queue(world: World, **more: Any) -> requests.Response:
    return call(world, "POST", "/deploys", json.dumps(told(world, **more)).encode())


def deploy_of(world: World, deploy_id: str) -> Deploy:
    return world.parts.gate.get(deploy_id)


def test_a_ci_queues_over_http_and_twice_is_one_deploy(open_world: World) -> None:
    first, second = queue(open_world), queue(open_world)
    assert (first.status_code, second.status_code) == (202, 200)
    assert first.json() == second.json()
    other = queue(open_world, run_attempt=2)
    assert other.status_code == 202
    assert other.json() != first.json()


def test_evidence_of_the_ci_makes_the_report_and_the_card_says_who_told_it(open_world: World) -> None:
    deploy = deploy_of(open_world, queue(open_world).json()["id"])
    body = gzip.compress(open_world.measured_with_diff(open_world.sample.routine))
    path = f"/deploys/{deploy.id}/evidence"
    answer = call(open_world, "PUT", path, body, headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 200, answer.text
    deploy = open_world.settles(deploy, State.PENDING)
    assert deploy.summary is not None
    assert deploy.summary.teller is Teller.CI
    assert "ana@harbour.example" in deploy.summary.authors
    assert "as told by CI" in str(open_world.card(deploy).blocks)
    assert "passed" in str(open_world.card(deploy).blocks)


def test_new_evidence_makes_a_new_revision_and_an_old_card_decides_nothing(world: World) -> None:
    deploy = world.waits(world.sample.routine)
    old = world.card(deploy)
    assert "not measured" in str(old.blocks)
    world.give(deploy, world.measured(world.sample.routine))
    deploy = world.settles(deploy, State.PENDING)
    assert deploy.summary is not None
    assert deploy.summary.revision == 2
    world.slack.click(BO, old, APPROVE)
    world.tells(BO, "The report has changed")
    world.slack.click(BO, world.card(deploy), APPROVE)
    world.settles(deploy, State.LIVE)


def test_evidence_after_the_decision_comes_too_late(open_world: World) -> None:
    deploy = open_world.waits(open_world.sample.routine)
    open_world.slack.click(BO, open_world.card(deploy), APPROVE)
    open_world.settles(deploy, State.LIVE)
    answer = call(open_world, "PUT", f"/deploys/{deploy.id}/evidence", b"{}")
    assert (answer.status_code, "too late" in answer.text) == (409, True)


def test_a_production_job_may_ask_whether_it_was_approved(open_world: World) -> None:
    deploy = open_world.waits(open_world.sample.routine)
    asked = call(open_world, "GET", f"/deploys/{deploy.id}").json()
    assert (asked["state"], asked["approved"], asked["decision"]) == ("pending", False, None)
    open_world.slack.click(BO, open_world.card(deploy), APPROVE)
    open_world.settles(deploy, State.LIVE)
    asked = call(open_world, "GET", f"/deploys/{deploy.id}").json()
    assert (asked["approved"], asked["sha"]) == (True, open_world.sample.routine.sha)
    assert asked["decision"]["by"] == BO
    assert asked["decision"]["report_digest"] == asked["report_digest"]


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
    open_world: World, how: dict[str, Any], status: int, words: str
) -> None:
    body = how.pop("body", b"{}")
    answer = call(open_world, "POST", "/deploys", body, **how)
    assert answer.status_code == status
    assert words in answer.json()["error"]
    assert open_world.parts.archive.counts() == (0, 0)


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
def test_a_wrong_field_is_named(open_world: World, more: dict[str, Any], field: str) -> None:
    answer = queue(open_world, **more)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith(f"{field}: ")


def test_a_bomb_is_refused(open_world: World) -> None:
    deploy = deploy_of(open_world, queue(open_world).json()["id"])
    bomb = gzip.compress(bytes(257 << 20), compresslevel=9)
    path = f"/deploys/{deploy.id}/evidence"
    answer = call(open_world, "PUT", path, bomb, headers={"Content-Encoding": "gzip"})
    assert (answer.status_code, "256 MiB" in answer.text) == (413, True)


def test_an_unknown_deploy_is_not_found(open_world: World) -> None:
    assert call(open_world, "GET", "/deploys/aaaaaaaaaaaa").status_code == 404


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, list(words))
    return result.exit_code, result.stdout, result.stderr


def queue_words(world: World) -> list[str]:
    words = ["queue", "--repository", world.sample.repository, "--sha", world.sample.routine.sha]
    return [*words, "--base", world.sample.base, "--environment", "production"]


def test_airlock_queue_prints_the_id_alone_and_twice_the_same(world: World) -> None:
    measured = ["--junit", str(world.sample.routine.junit), "--coverage", str(world.sample.routine.coverage)]
    words = [*queue_words(world), "--repo", str(world.sample.path), *measured]
    first, second = run(*words), run(*words)
    assert first == second
    code, out, err = first
    assert (code, err) == (0, "")
    deploy = world.settles(deploy_of(world, out.strip()), State.PENDING)
    assert "passed" in str(world.card(deploy).blocks)


def test_airlock_queue_speaks_http_when_airlock_is_elsewhere(
    open_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app import wiring  # noqa: PLC0415

    monkeypatch.setenv("AIRLOCK_URL", open_world.web_url)
    wiring.parts.cache_clear()
    code, out, err = run(*queue_words(open_world), "--repo", str(open_world.sample.path))
    assert (code, err) == (0, "")
    deploy = open_world.settles(deploy_of(open_world, out.strip()), State.PENDING)
    assert deploy.summary is not None
    assert deploy.summary.teller is Teller.CI
    assert deploy.id in run("status")[1]
    assert json.loads(run("show", deploy.id)[1])["state"] == "pending"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--repo", "/nowhere"], "/nowhere is not a directory"),
        (["--sha", "main"], "sha: must be a commit id of 40 hex digits."),
        (["--environment", "moon", "--repo", "{shop}"], "harbour/shop has production, not `moon`."),
        (["--junit", "none/*.xml", "--repo", "{shop}"], "--junit: no file matches none/*.xml"),
        (["--sha", "0" * 40, "--repo", "{shop}"], "names no commit"),
        ([], "repository: it has no policy"),
    ],
)
def test_airlock_queue_says_what_is_wrong(world: World, words: list[str], sentence: str) -> None:
    placed = [word.format(shop=world.sample.path) for word in words]
    code, out, err = run(*queue_words(world), *placed)
    assert (code, out) == (2, "")
    assert sentence in err
    assert world.parts.archive.counts() == (0, 0)


def metadata(world: World, **more: Any) -> dict[str, Any]:
    return {"event_type": "deploy_queued", "event_payload": told(world, **more)}


def test_another_app_queues_by_message_metadata(open_world: World) -> None:
    open_world.slack.post_as_app("A0CI000001", DEPLOYS, "queued", metadata=metadata(open_world))
    eventually(lambda: open_world.parts.archive.counts()[0] == 1)
    (deploy,) = open_world.parts.archive.waiting()
    assert deploy.key.sha == open_world.sample.routine.sha


def test_metadata_that_is_wrong_is_answered_in_its_thread(open_world: World) -> None:
    wrong = metadata(open_world, sha="<!channel>")
    message = open_world.slack.post_as_app("A0CI000001", DEPLOYS, "queued", metadata=wrong)
    eventually(lambda: open_world.slack.thread(DEPLOYS, message.ts))
    assert "This deploy was not queued. sha: must be" in open_world.slack.thread(DEPLOYS, message.ts)[0].text


def test_slash_deploy_queues_for_a_member_who_then_cannot_approve(open_world: World) -> None:
    sha = open_world.sample.routine.sha
    open_world.slack.command(CY, "/deploy", f"queue {open_world.sample.repository} {sha}")
    open_world.tells(CY, "Queued:")
    (deploy,) = open_world.parts.archive.waiting()
    open_world.slack.command(CY, "/deploy", f"queue {open_world.sample.repository} {sha}")
    open_world.tells(CY, "Queued before:")
    assert deploy.request.actor == CY


@pytest.mark.parametrize(
    ("user", "text", "words"),
    [
        (GIL, "queue harbour/shop {sha}", "Only members of the workspace may queue deploys."),
        (CY, "queue harbour/shop", "Write `/deploy queue"),
        (CY, "queue harbour/shop {sha} moon", "has production, not `moon`"),
        (CY, "queue harbour/shop abc123", "not a whole commit id"),
        (CY, "queue <!channel> {sha}", "must be OWNER/NAME"),
    ],
)
def test_slash_deploy_queue_says_what_is_wrong(open_world: World, user: str, text: str, words: str) -> None:
    sha = open_world.sample.routine.sha
    open_world.slack.command(user, "/deploy", text.format(sha=sha), channel=APPROVAL)
    open_world.tells(user, words)
    assert open_world.parts.archive.counts() == (0, 0)


def test_headers_and_words_that_are_no_text_are_refused_or_kept_as_far_as_they_go(open_world: World) -> None:
    answer = call(open_world, "POST", "/deploys", b"{}", headers={signature.TIMESTAMP: b"\xff"})
    assert (answer.status_code, "must be Unix seconds" in answer.text) == (401, True)
    answer = call(open_world, "POST", "/deploys", b"{}", headers={signature.SIGNATURE: b"\xff"})
    assert (answer.status_code, "does not match" in answer.text) == (401, True)
    deploy = open_world.waits(open_world.sample.routine)
    open_world.ci.fail_next("stuck")
    open_world.slack.click(BO, open_world.card(deploy), APPROVE)
    open_world.reaches(deploy, State.PROMOTING)
    body = b'{"state": "failed", "detail": "half a pair: \\ud800"}'
    assert call(open_world, "POST", f"/deploys/{deploy.id}/promotion", body).status_code == 200
    assert "half a pair: ?" in (open_world.settles(deploy, State.FAILED).detail or "")


def test_a_ci_cannot_end_what_nobody_has_approved(open_world: World) -> None:
    deploy = open_world.waits(open_world.sample.routine)
    for state in ("started", "live", "failed"):
        body = json.dumps({"state": state}).encode()
        assert call(open_world, "POST", f"/deploys/{deploy.id}/promotion", body).status_code == 409
    assert open_world.get(deploy).state is State.PENDING


def test_a_policy_that_breaks_leaves_the_last_good_one_in_force(open_world: World, tmp_path: Path) -> None:
    deploy = deploy_of(open_world, queue(open_world).json()["id"])
    open_world.give(deploy, open_world.measured_with_diff(open_world.sample.routine))
    open_world.settles(deploy, State.PENDING)
    (tmp_path / "policy.yml").write_text("environments: {production: {aprovals: 1}}")
    assert queue(open_world, run_attempt=2).status_code == 202
    open_world.slack.click(BO, open_world.card(deploy), APPROVE)
    open_world.slack.click(CY, open_world.card(deploy), APPROVE)
    open_world.settles(deploy, State.LIVE)
