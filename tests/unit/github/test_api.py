"""The one door to GitHub: whatever comes back is an answer, or one of our errors with words to mend it."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.adapters.github.access import GitHub
from app.adapters.github.api import Api
from app.adapters.github.credentials import Credentials
from app.adapters.github.refusal import GitHubRefusal, NotFound
from app.domain.errors import BadInput, Transient
from sandbox.github import GitHubSandbox
from tests.unit.github.answering import Puppet, Said, puppet
from tests.unit.github.kit import REPO, Shop, as_app, as_token

PATH = f"/repos/{REPO}"
AT = "Fri, 20 Nov 2026 12:00:00 GMT"
NOON = 1_795_176_000  # that moment
LIMITED = {"x-ratelimit-remaining": "0", "date": AT}


@pytest.fixture(scope="module")
def far() -> Iterator[Puppet]:
    with puppet() as held:
        yield held


@pytest.fixture
def api(far: Puppet) -> Api:
    return GitHub(Credentials(far.url, token="a token")).of(REPO)


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        (Said(500), None),
        (Said(503, headers={"retry-after": "7"}), 7),
        (Said(429, headers={"retry-after": "20"}), 20),
        (Said(429), 60),
        (Said(403, headers={"retry-after": "30"}), 30),
        (Said(403, headers=LIMITED | {"x-ratelimit-reset": str(NOON + 90)}), 90),
        (Said(403, headers=LIMITED | {"x-ratelimit-reset": str(NOON - 90)}), 1),
        (Said(403, headers=LIMITED | {"x-ratelimit-reset": str(NOON + 10**9)}), 3600),
        (Said(403, headers=LIMITED | {"x-ratelimit-reset": "soon"}), None),
        (Said(403, headers={**LIMITED, "date": "?", "x-ratelimit-reset": str(NOON)}), 60),
        (Said(403, text='{"message": "You have exceeded a secondary rate limit."}'), 60),
        (Said(200, text="<html>maintenance</html>"), None),
        (Said(200, text="[" * 100_000), None),
    ],
)
def test_what_passes_is_tried_again_when_github_says(
    far: Puppet, api: Api, said: Said, wait: float | None
) -> None:
    far.says(said)
    with pytest.raises(Transient) as passing:
        api.get(PATH)
    assert passing.value.retry_after == wait
    assert not passing.value.ambiguous


@pytest.mark.parametrize(
    ("said", "ambiguous"),
    [
        (Said(502), True),
        (Said(200, text="<html>"), True),
        (Said(429), False),
        (Said(403, headers={"retry-after": "3"}), False),
    ],
)
def test_only_a_write_that_may_have_taken_effect_is_in_doubt(
    far: Puppet, api: Api, said: Said, ambiguous: object
) -> None:
    far.says(said)
    with pytest.raises(Transient) as lost:
        api.post(PATH, {})
    assert lost.value.ambiguous is ambiguous
    assert len(far.asked) == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            Said(403, '{"message": "Resource not accessible by integration"}'),
            "does not allow GET .*permission",
        ),
        (
            Said(403, '{"message": "No"}', {"X-Accepted-GitHub-Permissions": "checks=write"}),
            "give the App checks=write",
        ),
        (Said(403, '{"message": "This installation has been suspended"}'), "can unsuspend it"),
        (Said(401, '{"message": "Bad credentials"}'), "check GITHUB_APP_ID and its key, or GITHUB_TOKEN"),
        (
            Said(422, json.dumps({"message": "Validation Failed", "errors": [{"message": "too long"}, "x"]})),
            "422: Validation Failed; too long; x",
        ),
        (Said(409, "not JSON"), "409: no reason given"),
        (Said(418, json.dumps({"message": "a\nb\x1b[31m"})), r"418: a b \[31m"),
    ],
)
def test_what_somebody_must_mend_is_said_in_words(far: Puppet, api: Api, said: Said, words: str) -> None:
    far.says(said)
    with pytest.raises(GitHubRefusal, match=words) as refused:
        api.get(PATH)
    assert refused.value.status == said.status


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_is_gone(far: Puppet, api: Api, status: int) -> None:
    far.says(Said(status, '{"message": "Not Found"}'))
    with pytest.raises(NotFound, match=f"does not show {PATH} to Airlock"):
        api.get(PATH)
    assert api.find(PATH) is None


def test_pages_are_read_as_far_as_asked_for_and_on_our_own_path(far: Puppet, api: Api) -> None:
    more = {"link": '<https://evil.example/steal?page=2&per_page=3>; rel="next"'}
    far.says(Said(text="[1, 2, 3]", headers=more), Said(text="[4]"))
    rows = api.rows(PATH, state="open")
    assert (rows.rows, rows.is_whole) == ((1, 2, 3, 4), True)
    assert far.asked == [f"GET {PATH}?per_page=100&state=open", f"GET {PATH}?page=2&per_page=3"]


def test_a_list_that_is_cut_says_so(far: Puppet, api: Api) -> None:
    far.says(Said(text='{"jobs": [1, 2, 3]}'))
    rows = api.rows(PATH, key="jobs", most=2)
    assert (rows.rows, rows.is_whole) == ((1, 2), False)


@pytest.mark.parametrize("text", ["{}", '{"jobs": 3}', "3", ""])
def test_a_list_that_is_none_is_told(far: Puppet, api: Api, text: str) -> None:
    far.says(Said(text=text))
    with pytest.raises(Transient, match="no list"):
        api.rows(PATH, key="jobs")


def test_pages_without_end_end(far: Puppet, api: Api) -> None:
    far.says(Said(text="[]", headers={"link": '<HERE/x?page=2>; rel="next"'}))
    with pytest.raises(Transient, match="more than 200 pages"):
        api.rows(PATH)


@pytest.mark.parametrize("status", [307, 308])
def test_a_write_follows_to_where_a_renamed_repository_is_now(far: Puppet, api: Api, status: int) -> None:
    far.says(Said(status, "", {"location": "HERE/repositories/7/x?y=1"}), Said(text='{"id": 1}'))
    assert api.post(f"{PATH}/x", {"a": 1}) == {"id": 1}
    assert far.asked == [f'POST {PATH}/x {{"a": 1}}', 'POST /repositories/7/x?y=1 {"a": 1}']


@pytest.mark.parametrize(
    ("status", "location"),
    [
        (307, "http://evil.example/repositories/7"),
        (307, "//evil.example/"),
        (307, ""),
        (301, "http://evil.example/repositories/7"),
        (302, "http://evil.example/repositories/7"),
        (301, ""),
    ],
)
def test_nobody_is_followed_elsewhere(far: Puppet, api: Api, status: int, location: str) -> None:
    far.says(Said(status, "", {"location": location} if location else {}))
    with pytest.raises(GitHubRefusal, match=r"elsewhere .*check GITHUB_API_URL"):
        api.post(PATH, {})
    assert len(far.asked) == 1


def test_a_circle_of_redirects_ends(far: Puppet, api: Api) -> None:
    far.says(Said(307, "", {"location": "HERE/x"}))
    with pytest.raises(GitHubRefusal, match="elsewhere"):
        api.post(PATH, {})


def test_a_download_is_told_by_its_address_alone(far: Puppet, api: Api) -> None:
    far.says(Said(302, "", {"location": "https://store.example/zip?sig=1"}))
    assert api.location(f"{PATH}/zip") == "https://store.example/zip?sig=1"
    far.says(Said(200, "PK"))
    with pytest.raises(Transient, match="no address"):
        api.location(f"{PATH}/zip")
    far.says(Said(410, "{}"))
    with pytest.raises(NotFound):
        api.location(f"{PATH}/zip")


def test_an_answer_that_still_holds_is_told_as_such(far: Puppet, api: Api) -> None:
    far.says(Said(304, ""))
    assert api.request("GET", PATH, etag='W/"1"').is_unchanged


def test_text_is_given_as_it_is(far: Puppet, api: Api) -> None:
    far.says(Said(text="diff --git a b"))
    assert api.text(PATH, "application/vnd.github.diff") == "diff --git a b"
    far.says(Said(406, '{"message": "too_large"}'))
    with pytest.raises(GitHubRefusal, match="406"):
        api.text(PATH, "application/vnd.github.diff")


@pytest.mark.parametrize("path", ["repos/x", "//evil.example/x", "https://evil.example"])
def test_only_paths_of_the_api_are_asked_for(far: Puppet, api: Api, path: str) -> None:
    far.says(Said())
    with pytest.raises(BadInput, match="no path"):
        api.get(path)
    assert far.asked == []


@pytest.mark.parametrize("name", ["shop", "harbour/shop/x", "harbour/..%2f", "harbour/sh op", ""])
def test_only_repositories_are_asked_for(far: Puppet, name: str) -> None:
    with pytest.raises(BadInput, match="write OWNER/NAME"):
        GitHub(Credentials(far.url, token="a token")).of(name)


def test_a_connection_that_is_cut_leaves_a_write_in_doubt(hub: GitHubSandbox, github: GitHub) -> None:
    api = github.of(REPO)
    hub.away()
    with pytest.raises(Transient) as reading:
        api.get(PATH)
    with pytest.raises(Transient) as writing:
        api.post(f"{PATH}/deployments", {"ref": "main"})
    assert (reading.value.ambiguous, writing.value.ambiguous) == (False, True)
    hub.back()
    assert api.get(PATH)["full_name"] == REPO


def test_a_token_that_ended_is_renewed_within_the_call(hub: GitHubSandbox) -> None:
    api = as_app(hub).of(REPO)
    first = api.token()
    hub.pass_time(timedelta(hours=2))
    with pytest.raises(GitHubRefusal, match="check GITHUB_APP_ID"):
        api.get(PATH)  # this GitHub is two hours ahead of us, so no key of ours holds there
    hub.pass_time(timedelta(hours=-2))
    hub.install(REPO)
    assert api.get(PATH)["full_name"] == REPO
    assert api.token() != first


def test_an_installation_that_was_made_anew_is_found_again(harbour: Shop) -> None:
    with GitHubSandbox.start() as hub:
        hub.add_repository(REPO, harbour.path)
        api = as_app(hub).of(REPO)
        with pytest.raises(GitHubRefusal, match=f"not installed on {REPO}; install it there"):
            api.get(PATH)
        hub.uninstall(hub.install(REPO))
        hub.suspend(installation := hub.install(REPO))
        with pytest.raises(GitHubRefusal, match="can unsuspend it"):
            api.get(PATH)
        hub.unsuspend(installation)
        assert api.get(PATH)["full_name"] == REPO
        hub.uninstall(installation)
        hub.install(REPO)
        assert api.get(PATH)["full_name"] == REPO
        assert hub.violations == []


def test_a_permission_that_is_given_later_holds_at_the_next_call(hub: GitHubSandbox) -> None:
    hub.install(REPO, {"actions": "read"})
    api = as_app(hub).of(REPO)
    with pytest.raises(GitHubRefusal, match="give the App deployments=read"):
        api.get(f"{PATH}/deployments")
    assert api.token()
    hub.install(REPO, {"deployments": "read"})
    assert api.get(f"{PATH}/deployments") == []


@pytest.mark.parametrize("said", [Said(201, "{}"), Said(201, "<html>"), Said(201, "3")])
def test_a_token_that_is_none_is_trouble_that_passes(far: Puppet, hub: GitHubSandbox, said: Said) -> None:
    github = GitHub(Credentials(far.url, str(hub.app_id), hub.private_key))
    far.says(Said(text='{"id": 1}'), said)
    with pytest.raises(Transient, match="token") as odd:
        github.of(REPO).post(PATH, {})
    assert not odd.value.ambiguous


@pytest.mark.parametrize(
    ("credentials", "words"),
    [
        ({}, "set GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY, or GITHUB_TOKEN"),
        ({"app_id": "1", "private_key": "no key"}, "GITHUB_APP_PRIVATE_KEY cannot sign"),
    ],
)
def test_credentials_that_are_none_are_told(far: Puppet, credentials: dict[str, str], words: str) -> None:
    far.says(Said())
    with pytest.raises(BadInput, match=words):
        GitHub(Credentials(far.url, **credentials)).of(REPO).get(PATH)
    with pytest.raises(BadInput, match="GITHUB_APP"):
        GitHub(Credentials(far.url, token="a token")).app()


def test_a_token_of_a_person_reaches_what_they_see(hub: GitHubSandbox) -> None:
    assert as_token(hub).of(REPO).get(PATH)["full_name"] == REPO


def test_a_repository_goes_by_its_old_name_after_it_was_renamed(hub: GitHubSandbox, github: GitHub) -> None:
    api = github.of(REPO)
    hub.rename(REPO, "harbour/store")
    try:
        assert api.get(PATH)["full_name"] == "harbour/store"
        sha = api.get(f"{PATH}/commits/main")["sha"]
        made = api.post(f"{PATH}/deployments", {"ref": sha, "auto_merge": False, "required_contexts": []})
        assert made["sha"] == sha
    finally:
        hub.rename("harbour/store", REPO)


@pytest.mark.parametrize(
    ("api_url", "web_url"),
    [
        ("https://api.github.com", "https://github.com"),
        ("https://github.harbour.example/api/v3", "https://github.harbour.example"),
        ("http://127.0.0.1:7/api/v3", "http://127.0.0.1:7"),
    ],
)
def test_people_look_where_github_shows_pages(api_url: str, web_url: str) -> None:
    assert Credentials(api_url).web_url == web_url
