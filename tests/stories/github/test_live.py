"""What is live is what GitHub's deployments say, however they were made; else what the record says."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.adapters.github.api import Api
from app.adapters.github.change import live as module
from app.adapters.repository import Found, NotHereError
from app.domain.errors import BadInput, Transient
from sandbox.github import GitHubSandbox
from tests.stories.github.reading import PORT, Shown
from tests.stories.gitwork import Work

LIST = "GET /repos/{owner}/{repo}/deployments"
STATUSES = "GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    work = Work(tmp_path_factory.mktemp("port") / "port")
    with GitHubSandbox.start() as hub:
        for number in range(3):
            work.commit(f"Change {number}", a=f"{number}\n")
        yield Shown(hub, work, tmp_path_factory.mktemp("data"))
        assert hub.violations == []


def deployed(shown: Shown, environment: str, *told: tuple[int, str]) -> list[str]:
    """Make deployments of the three commits, then tell how they went, in that order, a second apart."""
    api = shown.github.of(PORT)
    shas = [shown.work.git("rev-parse", f"main~{back}") for back in (2, 1, 0)]
    ids = [_create(api, sha, environment) for sha in shas]
    for which, state in told:
        shown.hub.pass_time(timedelta(seconds=1))
        body = {"state": state, "auto_inactive": False}
        api.post(f"/repos/{PORT}/deployments/{ids[which]}/statuses", body)
    return shas


def _create(api: Api, sha: str, environment: str) -> int:
    body = {"ref": sha, "environment": environment, "auto_merge": False, "required_contexts": []}
    return int(api.post(f"/repos/{PORT}/deployments", body)["id"])


@pytest.mark.parametrize(
    ("told", "live"),
    [
        ([], None),
        ([(0, "failure"), (1, "in_progress"), (2, "pending")], None),
        ([(0, "success")], 0),
        ([(0, "success"), (1, "success")], 1),
        ([(0, "success"), (1, "success"), (2, "failure")], 1),
        ([(0, "success"), (1, "success"), (2, "in_progress")], 1),
        ([(0, "success"), (0, "inactive"), (1, "error")], 0),
        ([(2, "success"), (0, "success")], 0),  # approved later than what was queued after it
        ([(2, "success"), (0, "success"), (2, "inactive")], 0),
    ],
)
def test_the_newest_success_is_live(shown: Shown, told: list[tuple[int, str]], live: int | None) -> None:
    environment = f"production {told}"
    shas = deployed(shown, environment, *told)
    found = shown.forge().live(PORT, environment)
    assert found == Found(None if live is None else shas[live])


def test_another_environment_is_another_matter(shown: Shown) -> None:
    deployed(shown, "staging", (0, "success"))
    assert shown.forge().live(PORT, "stag") == Found(None)


def test_what_has_not_changed_is_asked_for_without_cost(shown: Shown) -> None:
    deployed(shown, "twice", (0, "success"), (1, "success"))
    forge = shown.forge()
    first = forge.live(PORT, "twice")
    before = len(shown.hub.requests)
    assert forge.live(PORT, "twice") == first
    assert [call.status for call in shown.hub.requests[before:]] == [304, 304]


def test_many_that_failed_leave_it_open(shown: Shown) -> None:
    api = shown.github.of(PORT)
    sha = shown.work.git("rev-parse", "main")
    for _ in range(module.STATUSES_MAX + 1):
        _create(api, sha, "failing")
    assert shown.forge().live(PORT, "failing") == Found(None, is_sure=False)


@pytest.mark.parametrize("operation", [LIST, STATUSES])
def test_a_github_that_is_down_is_asked_again_later(shown: Shown, operation: str) -> None:
    deployed(shown, "down", (0, "success"))
    shown.hub.fail_next(operation, status=502)
    with pytest.raises(Transient):
        shown.forge().live(PORT, "down")


def test_a_permission_that_is_lacking_is_said(shown: Shown) -> None:
    shown.hub.install(PORT, {"contents": "read"})
    try:
        with pytest.raises(BadInput, match="deployments=read"):
            shown.forge().live(PORT, "production")
    finally:
        shown.hub.install(PORT, {"deployments": "write"})


@pytest.mark.parametrize("name", ["harbour/nowhere", "shop", "a/b/c", "../x"])
def test_a_repository_that_is_not_there_is_somebody_elses(shown: Shown, name: str) -> None:
    with pytest.raises(NotHereError):
        shown.forge().live(name, "production")
