"""Runs as such: how they end, are found, run again and are cancelled."""

from datetime import timedelta

import pytest

from tests.sandbox_github.actions.kit import REPO, Github


def test_a_rerun_keeps_the_id_and_waits_again(github: Github) -> None:
    run = github.run(actor="ana")
    github.decide(run, comment="waiting for Bo")
    github.decide(run, "approved")
    github.ended(run)
    github.hub.rerun(REPO, run, "bo")
    again = github.get(f"/actions/runs/{run}")
    assert (again["run_attempt"], again["status"], again["conclusion"]) == (2, "waiting", None)
    assert (again["actor"]["login"], again["triggering_actor"]["login"]) == ("ana", "bo")
    told = github.hub.run_of(REPO, run)
    assert (told.verdict, told.comments) == (None, ())
    assert github.get(f"/actions/runs/{run}/attempts/1")["conclusion"] == "success"
    assert len(github.get(f"/actions/runs/{run}/jobs", filter="all")["jobs"]) == 2


def test_a_run_is_run_again_over_rest_once_it_ended(github: Github) -> None:
    run = github.run()
    assert github.post(f"/actions/runs/{run}/rerun").status_code == 403
    github.decide(run, "rejected")
    github.ended(run)
    assert github.post(f"/actions/runs/{run}/rerun").status_code == 201
    assert github.hub.run_of(REPO, run).triggering_actor == "airlock[bot]"


def test_a_waiting_run_is_cancelled_once(github: Github) -> None:
    run = github.run()
    assert github.post(f"/actions/runs/{run}/cancel").status_code == 202
    told = github.hub.run_of(REPO, run)
    assert (told.status, told.cancelled) == ("completed", True)
    assert github.post(f"/actions/runs/{run}/cancel").status_code == 409
    assert github.post(f"/actions/runs/{run}/force-cancel").status_code == 409


def test_a_run_fails_or_hangs_when_told_to(github: Github) -> None:
    github.hub.fail_next_run("smoke test answered 500")
    failing = github.run(environment=None)
    assert github.ended(failing) == "failure"
    assert github.hub.run_of(REPO, failing).jobs[0].detail == "smoke test answered 500"
    github.hub.hang_next_run()
    hanging = github.run(environment=None)
    assert github.ended(github.run(environment=None)) == "success"
    assert github.hub.run_of(REPO, hanging).status == "in_progress"
    github.hub.finish(REPO, hanging)
    assert github.ended(hanging) == "success"


def test_runs_are_found_by_what_is_asked_for(github: Github) -> None:
    first = github.run(actor="ana", event="push")
    second = github.run(actor="bo", event="schedule", environment=None)
    github.ended(second)
    asked = {
        "actor": ("ana", [first]),
        "event": ("schedule", [second]),
        "status": ("success", [second]),
        "head_sha": (github.shas[-1], [second, first]),
        "branch": ("other", []),
        "created": (">=2020-01-01", [second, first]),
    }
    for name, (value, expected) in asked.items():
        found = github.get("/actions/runs", **{name: value})["workflow_runs"]
        assert [run["id"] for run in found] == expected, name
    page = github.get("/actions/runs", per_page=1, page=2)
    assert ([run["id"] for run in page["workflow_runs"]], page["total_count"]) == ([first], 2)


def test_a_run_names_open_pull_requests_of_its_head(github: Github) -> None:
    number = github.hub.add_pull(REPO, head="behind", base="main", author="ana", title="Go back")
    run = github.run(environment=None, head_branch="behind")
    assert [one["number"] for one in github.get(f"/actions/runs/{run}")["pull_requests"]] == [number]
    bare = github.get("/actions/runs", exclude_pull_requests="true")["workflow_runs"]
    assert [one["pull_requests"] for one in bare] == [[]]
    assert github.get(f"/actions/runs/{github.run()}")["pull_requests"] == []


def test_a_job_takes_as_long_as_it_is_told(github: Github) -> None:
    github.hub.takes = timedelta(days=1)
    slow = github.run(environment=None)
    github.hub.takes = None
    endless = github.run(environment=None)
    assert [github.hub.run_of(REPO, run).status for run in (slow, endless)] == ["in_progress"] * 2


def test_a_person_cancels_and_runs_again_on_the_page(github: Github) -> None:
    run = github.run()
    with pytest.raises(ValueError, match="under way"):
        github.hub.rerun(REPO, run, "bo")
    github.hub.cancel(REPO, run)
    assert github.hub.run_of(REPO, run).cancelled
    assert github.hub.deployments(REPO)[0].state == "error"
    github.hub.rerun(REPO, run, "bo")
    assert not github.hub.run_of(REPO, run).cancelled
