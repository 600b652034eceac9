"""What holds for every call: form, versions, conditions, rates, faults and the guard."""

from datetime import timedelta

import pytest
import requests

from sandbox.github import GitHubSandbox
from tests.sandbox_github.client import PATIENCE, REPO, call, repository, token
from tests.sandbox_github.shop import Shop

OURS = f"/repos/{REPO}"
COMMIT = "GET /repos/{owner}/{repo}/commits/{ref}"


def test_what_github_does_not_describe_is_not_found_and_remembered(github: GitHubSandbox) -> None:
    assert call(github, "GET", f"{OURS}/secrets-of-the-sea").status_code == 404
    assert call(github, "PUT", OURS).status_code == 404
    assert [one.operation for one in github.violations] == [f"GET {OURS}/secrets-of-the-sea", f"PUT {OURS}"]


@pytest.mark.parametrize(
    "body",
    [
        {"name": "Airlock"},
        {"head_sha": "SHA", "name": 7},
        {"head_sha": "SHA", "name": "Airlock", "status": "done"},
        {"head_sha": "SHA", "name": "Airlock", "output": {"title": "T"}},
        {"head_sha": "SHA", "name": "Airlock", "output": {"title": "T", "summary": "x" * 65_536}},
        {"head_sha": "SHA", "name": "Airlock", "actions": [{"label": "a", "description": "b"}]},
        {
            "head_sha": "SHA",
            "name": "Airlock",
            "actions": [{"label": "x" * 21, "description": "b", "identifier": "c"}],
        },
        ["no object"],
    ],
    ids=str,
)
def test_a_body_that_github_refuses_is_refused_and_remembered(
    github: GitHubSandbox, town_shop: Shop, body: dict[str, object] | list[str]
) -> None:
    given = (
        body
        if isinstance(body, list)
        else {**body} | ({"head_sha": town_shop["second"]} if "head_sha" in body else {})
    )
    refused = call(github, "POST", f"{OURS}/check-runs", bearer=token(github), body=given)
    assert refused.status_code == 422
    assert {"message", "documentation_url"} <= set(refused.json())
    assert [one.operation for one in github.violations] == ["POST /repos/{owner}/{repo}/check-runs"]
    assert github.check_runs(REPO, "v1") == []


@pytest.mark.parametrize("query", ["filter=newest", "page=two", "app_id=us"])
def test_a_query_that_github_refuses_is_refused_and_remembered(github: GitHubSandbox, query: str) -> None:
    assert call(github, "GET", f"{OURS}/commits/main/check-runs?{query}").status_code == 422
    assert len(github.violations) == 1


def test_a_query_that_github_ignores_is_remembered(github: GitHubSandbox) -> None:
    assert call(github, "GET", f"{OURS}/commits/main/status?latest=true").status_code == 200
    assert "latest" in github.violations[0].message


@pytest.mark.parametrize(
    ("version", "status"), [("2022-11-28", 200), ("2026-03-10", 200), ("2021-01-01", 400)]
)
def test_a_version_is_one_that_github_knows(library: GitHubSandbox, version: str, status: int) -> None:
    assert call(library, "GET", OURS, X_GitHub_Api_Version=version).status_code == status


def test_json_that_is_none_is_said_to_be_none(library: GitHubSandbox, town_shop: Shop) -> None:
    url = f"{library.api_url}{OURS}/statuses/{town_shop['second']}"
    headers = {"Authorization": f"Bearer {library.token}"}
    refused = requests.post(url, data=b"{", headers=headers, timeout=PATIENCE)
    assert (refused.status_code, refused.json()["message"]) == (400, "Problems parsing JSON")


def test_what_did_not_change_is_not_sent_again_and_costs_nothing(github: GitHubSandbox) -> None:
    path = f"{OURS}/commits/main/check-runs"
    first = call(github, "GET", path)
    again = call(github, "GET", path, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["X-RateLimit-Remaining"] == first.headers["X-RateLimit-Remaining"]
    github.add_check_run(REPO, "main", "tests")
    assert call(github, "GET", path, If_None_Match=first.headers["ETag"]).status_code == 200


def test_when_the_hour_is_used_up_calls_are_refused_until_it_is_renewed(github: GitHubSandbox) -> None:
    github.rate_limit(remaining=1, reset_in=60)
    bearer = token(github)
    assert call(github, "GET", OURS, bearer=bearer).headers["X-RateLimit-Remaining"] == "0"
    refused = call(github, "GET", OURS, bearer=bearer)
    assert refused.status_code == 403
    assert "rate limit exceeded" in refused.json()["message"]
    assert call(github, "GET", "/rate_limit", bearer=bearer).json()["rate"]["remaining"] == 0
    github.pass_time(timedelta(seconds=61))
    assert call(github, "GET", OURS, bearer=bearer).status_code == 200


def test_a_fault_befalls_as_many_calls_as_asked(github: GitHubSandbox) -> None:
    github.fail_next(COMMIT, status=502, times=2)
    github.fail_next("*", status=429, retry_after=7)
    assert github.faults == [f"{COMMIT}: 502, 2 more", "*: 429, 1 more"]
    path = f"{OURS}/commits/main"
    assert [call(github, "GET", path).status_code for _ in range(2)] == [502, 502]
    limited = call(github, "GET", OURS)
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "7")
    assert "secondary rate limit" in limited.json()["message"]
    assert call(github, "GET", path).status_code == 200
    assert [one.status for one in github.requests if one.operation == COMMIT] == [502, 502, 200]
    assert github.faults == []


def test_a_fault_of_an_operation_that_nobody_has_is_refused(library: GitHubSandbox) -> None:
    with pytest.raises(ValueError, match="there is no GET /repos/"):
        library.fail_next("GET /repos/{owner}/{name}", status=502)
    with pytest.raises(ValueError, match="say one of status, drop and late"):
        library.fail_next("*")


@pytest.mark.parametrize(("drop", "reported"), [("before", 0), ("after", 1)])
def test_a_line_is_cut_before_or_after_the_call_took_effect(
    github: GitHubSandbox, town_shop: Shop, drop: str, reported: int
) -> None:
    github.fail_next("POST /repos/{owner}/{repo}/check-runs", drop=drop)  # type: ignore[arg-type] # one of them
    body = {"name": "Airlock", "head_sha": town_shop["second"]}
    bearer = token(github)
    with pytest.raises(requests.ConnectionError):
        call(github, "POST", f"{OURS}/check-runs", bearer=bearer, body=body)
    assert len(github.check_runs(REPO, "v1")) == reported


def test_a_call_that_is_never_answered_took_effect_and_holds_up_no_end(
    github: GitHubSandbox, town_shop: Shop
) -> None:
    github.fail_next("POST /repos/{owner}/{repo}/check-runs", drop="never")
    url, bearer = f"{github.api_url}{OURS}/check-runs", token(github)
    body = {"name": "Airlock", "head_sha": town_shop["second"]}
    with pytest.raises(requests.ReadTimeout):
        requests.post(url, json=body, headers={"Authorization": f"Bearer {bearer}"}, timeout=0.2)
    github.wait_for(lambda: len(github.check_runs(REPO, "v1")) == 1)


def test_a_late_answer_is_about_what_took_effect_at_once(github: GitHubSandbox, town_shop: Shop) -> None:
    github.fail_next("POST /repos/{owner}/{repo}/check-runs", late=0.2)
    body = {"name": "Airlock", "head_sha": town_shop["second"]}
    answer = call(github, "POST", f"{OURS}/check-runs", bearer=token(github), body=body)
    assert answer.elapsed.total_seconds() >= 0.2
    assert answer.json()["id"] == github.check_runs(REPO, "v1")[0].id


def test_it_can_be_told_to_stop_failing(github: GitHubSandbox) -> None:
    github.fail_next(COMMIT, status=502, times=9)
    github.lose_next_delivery(times=9)
    github.rate_limit()
    github.away()
    github.stop_failing()
    assert github.faults == []
    assert call(github, "GET", f"{OURS}/commits/main").status_code == 200


def test_away_it_answers_nobody_and_back_it_knows_all(github: GitHubSandbox) -> None:
    github.add_check_run(REPO, "main", "tests")
    github.away()
    with pytest.raises(requests.ConnectionError):
        call(github, "GET", OURS)
    github.back()
    assert repository(github).get_commit("main").get_check_runs().totalCount == 1


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=str,
)
def test_other_sites_and_other_names_are_refused(library: GitHubSandbox, headers: dict[str, str]) -> None:
    url = f"{library.api_url}{OURS}/check-runs"
    assert requests.post(url, headers=headers, json={}, timeout=PATIENCE).status_code == 403
