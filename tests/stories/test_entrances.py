"""The ways in: signed HTTP, the command line, Slack's command, and another app's message metadata."""

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from app.domain import signature
from app.domain.deploy import Deploy, State
from app.domain.evidence import Teller
from blocks.card import APPROVE
from tests.eventually import eventually
from tests.stories.calls import call, queue, queue_words, run, told
from tests.stories.conftest import opened
from tests.stories.world import BO, CY, DEPLOYS, World


@pytest.fixture
def open_world(
    redis: Redis, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    with opened(redis, redis_url, tmp_path, monkeypatch) as world:
        yield world


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
    assert "attestation" not in asked
    open_world.slack.click(BO, open_world.card(deploy), APPROVE)
    open_world.settles(deploy, State.LIVE)
    asked = call(open_world, "GET", f"/deploys/{deploy.id}").json()
    assert (asked["approved"], asked["sha"]) == (True, open_world.sample.routine.sha)
    assert asked["decision"]["by"] == BO
    assert asked["decision"]["report_digest"] == asked["report_digest"]
    (promotion,) = open_world.ci.promotions
    assert asked["attestation"] == promotion.payload.attestation
    assert open_world.parts.signer.holds(asked["attestation"], deploy)


def test_a_bomb_is_refused(open_world: World) -> None:
    deploy = deploy_of(open_world, queue(open_world).json()["id"])
    pack = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)  # gzip; a whole flush makes pieces that repeat
    first, again = (pack.compress(bytes(1 << 20)) + pack.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    bomb = first + 256 * again
    path = f"/deploys/{deploy.id}/evidence"
    answer = call(open_world, "PUT", path, bomb, headers={"Content-Encoding": "gzip"})
    assert (answer.status_code, "256 MiB" in answer.text) == (413, True)


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


def test_airlock_queue_says_that_nobody_may_approve(world: World) -> None:
    code, out, err = run(*queue_words(world))
    assert (code, out) == (2, "")
    assert "repository: it has no policy" in err


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
