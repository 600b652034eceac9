"""Who gets in: the App, its installations, people and nobody."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
from github import Auth, GithubException, GithubIntegration

from sandbox.github import GitHubSandbox
from tests.sandbox_github.client import REPO, app_auth, call, client, repository, token
from tests.sandbox_github.shop import Shop

OURS = f"/repos/{REPO}"


def signed(hub: GitHubSandbox, **claims: Any) -> str:
    now = int(app_now(hub))
    told = {"iat": now - 30, "exp": now + 300, "iss": str(hub.app_id), **claims}
    return jwt.encode(
        {key: value for key, value in told.items() if value is not None}, hub.private_key, "RS256"
    )


def app_now(hub: GitHubSandbox) -> float:
    token = app_auth(hub).token
    return float(jwt.decode(token, options={"verify_signature": False})["iat"])


def test_the_app_finds_its_installation_and_what_it_may_do(github: GitHubSandbox) -> None:
    app = GithubIntegration(auth=app_auth(github), base_url=github.api_url)
    found = app.get_repo_installation("harbour", "shop")
    assert app.get_app().slug == github.app_slug
    assert [one.id for one in app.get_installations()] == [found.id]
    assert found.raw_data["permissions"]["deployments"] == "write"
    assert github.violations == []


def test_an_installation_sees_its_repositories_only(github: GitHubSandbox, town_shop: Shop) -> None:
    github.add_repository("harbour/other", town_shop.path)
    github.add_repository("elsewhere/shop", town_shop.path)
    assert repository(github).default_branch == "main"
    for hidden in ("harbour/other", "elsewhere/shop", "harbour/nowhere"):
        assert call(github, "GET", f"/repos/{hidden}", bearer=token(github)).status_code == 404
    mine = call(github, "GET", "/installation/repositories", bearer=token(github)).json()
    assert [one["full_name"] for one in mine["repositories"]] == [REPO]


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"iss": "1"}, "Integration not found"),
        ({"exp": None}, "could not be decoded"),
        ({"exp": 1}, "'Expiration time' claim ('exp') must be"),
        ({"exp": 99_999_999_999}, "'Expiration time' claim ('exp') is too far"),
        ({"iat": 99_999_999_999}, "'Issued at' claim ('iat') must be"),
    ],
)
def test_a_wrong_assertion_of_the_app_is_refused(
    github: GitHubSandbox, claims: dict[str, Any], words: str
) -> None:
    refused = call(github, "GET", "/app", bearer=signed(github, **claims))
    assert refused.status_code == 401
    assert words in refused.json()["message"]


def test_an_assertion_signed_with_another_key_is_refused(github: GitHubSandbox) -> None:
    head, claims, _ = signed(github).split(".")
    assert call(github, "GET", "/app", bearer=f"{head}.{claims}.AAAA").status_code == 401
    unsigned = jwt.encode({"iat": 1, "exp": 2, "iss": "1"}, key="", algorithm="none")
    assert call(github, "GET", "/app", bearer=unsigned).status_code == 401


def test_a_token_ends_after_an_hour(github: GitHubSandbox) -> None:
    bearer = token(github)
    assert call(github, "GET", OURS, bearer=bearer).status_code == 200
    github.pass_time(timedelta(minutes=61))
    refused = call(github, "GET", OURS, bearer=bearer)
    assert (refused.status_code, refused.json()["message"]) == (401, "Bad credentials")


def test_a_token_may_be_cut_down_and_never_grows(github: GitHubSandbox) -> None:
    bearer = token(github, permissions={"contents": "read"})
    assert call(github, "GET", f"{OURS}/commits", bearer=bearer).status_code == 200
    refused = call(github, "GET", f"{OURS}/commits/main/check-runs", bearer=bearer)
    assert refused.json()["message"] == "Resource not accessible by integration"
    assert refused.headers["X-Accepted-GitHub-Permissions"] == "checks=read"
    path = f"/app/installations/{github.install(REPO)}/access_tokens"
    body = {"permissions": {"contents": "write"}}
    assert call(github, "POST", path, bearer=app_auth(github).token, body=body).status_code == 422


def test_what_the_installation_was_not_granted_is_refused_by_name(github: GitHubSandbox) -> None:
    github.install(REPO, {"contents": "read"})
    with pytest.raises(GithubException) as refused:
        repository(github).get_commit("main").create_status("success")
    assert refused.value.status == 403
    assert (refused.value.headers or {})["x-accepted-github-permissions"] == "statuses=write"


def test_a_suspended_installation_is_told_so_and_one_taken_away_is_not_known(github: GitHubSandbox) -> None:
    installation, bearer = github.install(REPO), token(github)
    github.suspend(installation)
    refused = call(github, "GET", OURS, bearer=bearer)
    assert (refused.status_code, refused.json()["message"]) == (403, "This installation has been suspended")
    github.unsuspend(installation)
    assert call(github, "GET", OURS, bearer=bearer).status_code == 200
    github.uninstall(installation)
    assert call(github, "GET", OURS, bearer=bearer).status_code == 401
    assert call(github, "GET", f"{OURS}/installation", bearer=app_auth(github).token).status_code == 404


def test_nobody_reads_what_is_public_and_nothing_else(github: GitHubSandbox, town_shop: Shop) -> None:
    github.add_repository("harbour/secret", town_shop.path, private=True)
    assert call(github, "GET", f"{OURS}/commits/main", bearer=None).status_code == 200
    assert call(github, "GET", "/repos/harbour/secret", bearer=None).status_code == 404
    body = {"state": "success"}
    path = f"{OURS}/statuses/{town_shop['second']}"
    assert call(github, "POST", path, bearer=None, body=body).status_code == 401
    assert call(github, "GET", OURS, bearer="ghp_wrong").status_code == 401


def test_people_may_all_but_what_is_an_apps(github: GitHubSandbox, town_shop: Shop) -> None:
    person = call(github, "GET", "/user").json()["login"]
    assert client(github).get_user(person).login == person
    body = {"name": "Airlock", "head_sha": town_shop["second"]}
    assert call(github, "POST", f"{OURS}/check-runs", body=body).status_code == 403
    assert call(github, "GET", "/app").status_code == 401


def test_a_renamed_repository_redirects_and_its_new_name_is_all_there_is(github: GitHubSandbox) -> None:
    github.rename(REPO, "harbour/store")
    moved = call(github, "GET", f"{OURS}/commits/main")
    assert moved.status_code == 301
    assert "/repositories/" in moved.headers["Location"]
    assert call(github, "POST", f"{OURS}/check-runs", body={}).status_code == 307
    assert client(github, Auth.Token(github.token)).get_repo(REPO).full_name == "harbour/store"


def test_a_team_is_seen_by_its_own_organization_only(github: GitHubSandbox) -> None:
    github.add_team("harbour", "dba", ["bo"])
    github.add_team("elsewhere", "dba", ["bo"])
    bearer = token(github)
    found = {
        path: call(github, "GET", f"/orgs/{path}", bearer=bearer).status_code
        for path in (
            "harbour/teams/dba/memberships/bo",
            "harbour/teams/dba/memberships/ana",
            "harbour/teams/crew/memberships/bo",
            "elsewhere/teams/dba/memberships/bo",
        )
    }
    assert list(found.values()) == [200, 404, 404, 404]
