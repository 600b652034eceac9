"""Commits and comparisons, read by PyGithub."""

import pytest
from github import GithubException
from github.Repository import Repository

from sandbox.github import GitHubSandbox
from tests.sandbox_github.client import REPO, call, repository
from tests.sandbox_github.shop import Shop


@pytest.fixture(scope="module")
def repo(library: GitHubSandbox) -> Repository:
    return repository(library)


def test_a_commit_has_its_files_and_the_accounts_of_those_whose_addresses_are_known(
    repo: Repository, town_shop: Shop
) -> None:
    commit = repo.get_commit("v1")
    assert commit.sha == town_shop["second"]
    assert [(file.filename, file.status, file.changes) for file in commit.files] == [
        ("app.py", "modified", 2)
    ]
    assert commit.files[0].patch.startswith("@@ -1,")
    assert (commit.author.login, commit.committer.login) == ("bo", "ana")
    assert [parent.sha for parent in commit.parents] == [town_shop["special"]]


def test_the_first_commit_is_all_added(repo: Repository, town_shop: Shop) -> None:
    commit = repo.get_commit(town_shop["first"])
    assert {file.status for file in commit.files} == {"added"}
    assert (commit.stats.additions, commit.stats.deletions) == (21, 0)


def test_history_is_newest_first_and_comes_in_pages(library: GitHubSandbox, town_shop: Shop) -> None:
    listed = repository(library).get_commits(sha="feature/cart")
    assert [commit.sha for commit in listed] == [
        town_shop[name] for name in ("basket", "cart", "second", "special", "first")
    ]
    page = call(library, "GET", f"/repos/{REPO}/commits?sha=feature/cart&per_page=2&page=2")
    assert [one["sha"] for one in page.json()] == [town_shop["second"], town_shop["special"]]
    assert {rel: link["url"].partition("?")[2] for rel, link in page.links.items()} == {
        "prev": "sha=feature%2Fcart&per_page=2&page=1",
        "first": "sha=feature%2Fcart&per_page=2&page=1",
        "next": "sha=feature%2Fcart&per_page=2&page=3",
        "last": "sha=feature%2Fcart&per_page=2&page=3",
    }


@pytest.mark.parametrize(
    ("author", "found"),
    [
        ("bo", {"second", "basket"}),
        ("7+bo@users.noreply.github.com", {"second", "basket"}),
        ("nobody", set()),
    ],
)
def test_history_is_found_by_author(repo: Repository, town_shop: Shop, author: str, found: set[str]) -> None:
    names = {sha: name for name, sha in town_shop.marks.items()}
    assert {names[commit.sha] for commit in repo.get_commits(author=author)} == found


@pytest.mark.parametrize(
    ("ends", "stand"),
    [
        (("second", "merged"), ("ahead", 4, 0)),
        (("merged", "second"), ("behind", 0, 4)),
        (("basket", "renamed"), ("diverged", 1, 2)),
        (("cart", "cart"), ("identical", 0, 0)),
    ],
)
def test_a_comparison_says_how_two_commits_stand(
    repo: Repository, town_shop: Shop, ends: tuple[str, str], stand: tuple[str, int, int]
) -> None:
    found = repo.compare(*(town_shop[name] for name in ends))
    assert (found.status, found.ahead_by, found.behind_by) == stand
    assert found.total_commits == len(list(found.commits)) == found.ahead_by


def test_a_comparison_shows_the_files_since_the_common_ancestor(repo: Repository, town_shop: Shop) -> None:
    found = repo.compare("feature/cart", town_shop["renamed"])
    assert found.merge_base_commit.sha == town_shop["second"]
    files = {file.filename: file for file in found.files}
    assert {name: file.status for name, file in files.items()} == {
        "docs/README.md": "renamed",
        "logo.bin": "removed",
    }
    assert files["docs/README.md"].previous_filename == "README.md"
    assert "patch" not in files["logo.bin"].raw_data


def test_commits_of_a_comparison_are_oldest_first_and_files_are_on_the_first_page_only(
    library: GitHubSandbox, town_shop: Shop
) -> None:
    path = f"/repos/{REPO}/compare/{town_shop['second']}...{town_shop['merged']}?per_page=3"
    first, second = call(library, "GET", path).json(), call(library, "GET", f"{path}&page=2").json()
    assert [one["sha"] for one in first["commits"]][:2] == [town_shop["cart"], town_shop["basket"]]
    assert [one["sha"] for one in second["commits"]] == [town_shop["merged"]]
    assert "files" in first
    assert "files" not in second


def test_a_comparison_shows_300_files_and_says_nothing_of_the_others(
    repo: Repository, town_shop: Shop
) -> None:
    assert len(repo.compare(town_shop["merged"], "wide").files) == 300
    assert repo.get_commit("wide").stats.total == 305


def test_without_paging_a_comparison_shows_the_newest_commits_and_no_long_patches(
    github: GitHubSandbox, town_shop: Shop
) -> None:
    github.set_limits(compare_commits=2, patch_lines=1)
    path = f"/repos/{REPO}/compare/{town_shop['first']}...{town_shop['basket']}"
    found = call(github, "GET", path).json()
    assert found["total_commits"] == 4
    assert [one["sha"] for one in found["commits"]] == [town_shop["cart"], town_shop["basket"]]
    assert {file["filename"] for file in found["files"] if "patch" in file} == {
        "cart.py",
        "broken",
        "read",
        "lib/a b.py",
    }


@pytest.mark.parametrize(
    ("base", "head"), [("main", "nowhere"), ("nowhere", "main"), ("main", "apart"), ("main~1", "main")]
)
def test_what_cannot_be_compared_is_not_found(repo: Repository, base: str, head: str) -> None:
    with pytest.raises(GithubException) as refused:
        repo.compare(base, head)
    assert refused.value.status == 404


@pytest.mark.parametrize("ref", ["0" * 40, "nowhere", "main~1", "--all"])
def test_a_commit_that_is_not_there_is_refused_as_by_github(repo: Repository, ref: str) -> None:
    with pytest.raises(GithubException) as refused:
        repo.get_commit(ref)
    assert (refused.value.status, refused.value.message) == (422, f"No commit found for SHA: {ref}")


def test_a_diff_and_an_id_come_when_the_accept_header_asks(library: GitHubSandbox, town_shop: Shop) -> None:
    path = f"/repos/{REPO}/commits/{town_shop['second']}"
    diff = call(library, "GET", path, Accept="application/vnd.github.diff")
    assert diff.text.startswith("diff --git a/app.py b/app.py")
    assert call(library, "GET", path, Accept="application/vnd.github.sha").text == town_shop["second"]
