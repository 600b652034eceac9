"""Git over smart HTTP, fetched by real git."""

from pathlib import Path

import pytest

from sandbox.github import GitHubSandbox
from tests.sandbox_github.client import REPO, token
from tests.sandbox_github.shop import GitSaidNo, Shop, git

BLOBLESS = ("clone", "--quiet", "--bare", "--filter=blob:none")


def url(github: GitHubSandbox, bearer: str = "", repo: str = REPO) -> str:
    who = f"x-access-token:{bearer}@" if bearer else ""
    return f"{github.origin.replace('//', f'//{who}')}/{repo}.git"


@pytest.fixture
def secret(github: GitHubSandbox, town_shop: Shop) -> GitHubSandbox:
    github.add_repository("harbour/secret", town_shop.path, private=True)
    github.install("harbour/secret")
    return github


def test_a_blobless_clone_has_the_history_and_fetches_files_when_asked(
    secret: GitHubSandbox, town_shop: Shop, tmp_path: Path
) -> None:
    before = (town_shop.path / "config").read_text()
    git(tmp_path, *BLOBLESS, url(secret, token(secret), "harbour/secret"), "clone")
    clone = tmp_path / "clone"
    missing = git(clone, "rev-list", "--objects", "--all", "--missing=print").count("?")
    assert missing > 10
    assert git(clone, "show", f"{town_shop['second']}:app.py").startswith("a = 2")
    assert (town_shop.path / "config").read_text() == before


def test_a_public_repository_needs_no_token_and_a_commit_is_fetched_by_its_id(
    github: GitHubSandbox, town_shop: Shop, tmp_path: Path
) -> None:
    git(tmp_path, "init", "--quiet", "--bare")
    git(tmp_path, "fetch", "--quiet", "--depth=1", url(github), town_shop["cart"])
    assert git(tmp_path, "rev-parse", "FETCH_HEAD") == town_shop["cart"]


@pytest.mark.parametrize("who", ["nobody", "wrong", "without contents", "suspended"])
def test_who_may_not_read_it_gets_nothing(secret: GitHubSandbox, tmp_path: Path, who: str) -> None:
    bearer = {
        "nobody": "",
        "wrong": "ghs_wrong",
        "without contents": token(secret, permissions={"checks": "read"}),
        "suspended": token(secret),
    }[who]
    if who == "suspended":
        secret.suspend(secret.install("harbour/secret"))
    with pytest.raises(GitSaidNo, match=r"could not read Username|Authentication failed|403"):
        git(tmp_path, "ls-remote", url(secret, bearer, "harbour/secret"))


def test_nothing_can_be_pushed(github: GitHubSandbox, tmp_path: Path) -> None:
    git(tmp_path, *BLOBLESS, url(github), "clone")
    with pytest.raises(GitSaidNo, match="403"):
        git(tmp_path / "clone", "push", "--quiet", url(github, github.token), "HEAD:refs/heads/mine")


def test_after_a_rename_the_old_name_still_fetches(
    github: GitHubSandbox, town_shop: Shop, tmp_path: Path
) -> None:
    github.rename(REPO, "harbour/store")
    assert town_shop["merged"] in git(tmp_path, "ls-remote", url(github), "refs/heads/main")
    with pytest.raises(GitSaidNo, match="could not read Username"):
        git(tmp_path, "ls-remote", url(github, repo="harbour/nowhere"))


def test_it_fails_when_told_to_and_when_github_is_away(github: GitHubSandbox, tmp_path: Path) -> None:
    github.fail_next("GET /{owner}/{name}.git/info/refs", status=502)
    with pytest.raises(GitSaidNo, match="502"):
        git(tmp_path, "ls-remote", url(github))
    github.away()
    with pytest.raises(GitSaidNo, match="Empty reply"):
        git(tmp_path, "ls-remote", url(github))
    github.back()
    assert git(tmp_path, "ls-remote", url(github))
