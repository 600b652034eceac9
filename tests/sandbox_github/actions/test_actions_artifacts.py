"""Artifacts: found by name, fetched from elsewhere, and gone after a while."""

from datetime import timedelta
from typing import Any

import pytest
import requests

from tests.sandbox_github.actions.kit import REPO, ROOT, Github

ZIP = b"PK\x05\x06" + bytes(18)  # the smallest zip: empty


@pytest.fixture
def artifact(github: Github) -> int:
    return github.hub.add_artifact(REPO, github.run(), "junit-results", ZIP)


def location(github: Github, artifact: int) -> str:
    path = f"{ROOT}/actions/artifacts/{artifact}/zip"
    answer = github.call("GET", path, allow_redirects=False)
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_an_artifact_is_found_by_its_name(github: Github, artifact: int) -> None:
    run = github.hub.runs(REPO)[0].id
    path = f"/actions/runs/{run}/artifacts"
    assert github.get(path, name="other")["total_count"] == 0
    found = github.get(path, name="junit-results")["artifacts"][0]
    assert (found["id"], found["size_in_bytes"], found["expired"]) == (artifact, len(ZIP), False)
    assert found["workflow_run"]["head_sha"] == github.shas[-1]
    assert github.get(f"/actions/artifacts/{artifact}")["digest"] == found["digest"]


def test_the_bytes_are_on_another_port_for_a_minute(github: Github, artifact: int) -> None:
    url = location(github, artifact)
    assert not url.startswith(github.hub.origin)
    assert requests.get(url, timeout=10).content == ZIP
    github.hub.pass_time(timedelta(minutes=1))
    assert requests.get(url, timeout=10).status_code == 403
    assert github.hub.downloads == [artifact]


def test_the_store_refuses_githubs_credentials_and_remembers_who_sent_them(
    github: Github, artifact: int
) -> None:
    url = location(github, artifact)
    headers = {"Authorization": f"Bearer {github.token}"}
    assert requests.get(url, headers=headers, timeout=10).status_code == 400
    assert len(github.hub.leaks) == 1
    assert github.hub.downloads == []


@pytest.mark.parametrize("fault", [{"status": 503}, {"drop": "before"}, {"drop": "after"}])
def test_the_store_fails_when_told_to(github: Github, artifact: int, fault: dict[str, Any]) -> None:
    url = location(github, artifact)
    github.hub.fail_next("GET /artifacts/{secret}", **fault)
    if "status" in fault:
        assert requests.get(url, timeout=10).status_code == 503
    else:
        with pytest.raises(requests.ConnectionError):
            requests.get(url, timeout=10)
    assert requests.get(url, timeout=10).content == ZIP


def test_an_expired_artifact_is_gone(github: Github) -> None:
    gone = github.hub.add_artifact(REPO, github.run(), "junit", ZIP, expired=True)
    assert github.get(f"/actions/artifacts/{gone}")["expired"] is True
    assert github.call("GET", f"{ROOT}/actions/artifacts/{gone}/zip").status_code == 410


def test_time_ends_artifacts_and_waiting(github: Github, artifact: int) -> None:
    run = github.hub.runs(REPO)[0].id
    github.hub.pass_time(timedelta(days=29))
    assert github.hub.run_of(REPO, run).status == "waiting"
    github.hub.pass_time(timedelta(days=61))
    assert github.hub.run_of(REPO, run).conclusion == "failure"
    path = f"{ROOT}/actions/artifacts/{artifact}/zip"
    assert github.call("GET", path, token=github.hub.token).status_code == 410
