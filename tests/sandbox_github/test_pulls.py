"""Pull requests and their reviews, read by PyGithub."""

import pytest
from github import GithubException
from github.PullRequest import PullRequest

from sandbox.github import GitHubSandbox
from tests.sandbox_github.client import REPO, call, repository
from tests.sandbox_github.shop import Shop

DIFF = "application/vnd.github.diff"


def pull(github: GitHubSandbox, number: int) -> PullRequest:
    return repository(github).get_pull(number)


def test_a_pull_request_shows_its_commits_and_files(github: GitHubSandbox, town_shop: Shop) -> None:
    number = github.add_pull(REPO, "feature/cart", base="apart", author="bo", title="Add a cart")
    github.merge_pull(REPO, number, town_shop["merged"])
    found = pull(github, number)
    assert (found.title, found.user.login, found.merged, found.state) == ("Add a cart", "bo", True, "closed")
    assert (found.head.sha, found.merge_commit_sha) == (town_shop["basket"], town_shop["merged"])
    assert [commit.sha for commit in found.get_commits()] == [town_shop["cart"], town_shop["basket"]]
    assert [file.filename for file in found.get_files()] == ["cart.py"]
    assert (found.commits, found.changed_files, found.additions) == (2, 1, 1)
    assert github.violations == []


def test_an_open_one_follows_its_branch(github: GitHubSandbox, town_shop: Shop) -> None:
    number = github.add_pull(REPO, "wide", base="main")
    assert pull(github, number).head.sha == town_shop["wide"]
    assert [one.number for one in repository(github).get_pulls()] == [number]
    github.close_pull(REPO, number)
    assert repository(github).get_pulls().totalCount == 0
    assert [one.number for one in repository(github).get_pulls(state="closed")] == [number]


def test_a_commit_knows_the_pull_request_that_it_came_with(github: GitHubSandbox, town_shop: Shop) -> None:
    number = github.add_pull(REPO, town_shop["basket"], merged_sha=town_shop["merged"])
    found = {
        name: [one.number for one in repository(github).get_commit(town_shop[name]).get_pulls()]
        for name in ("cart", "basket", "merged", "second", "renamed")
    }
    assert found == {"cart": [number], "basket": [number], "merged": [number], "second": [], "renamed": []}


def test_reviews_name_the_commit_that_was_looked_at(github: GitHubSandbox, town_shop: Shop) -> None:
    number = github.add_pull(REPO, "feature/cart", base="main")
    github.review(REPO, number, "bo", "APPROVED", commit_id=town_shop["cart"])
    seen = github.review(REPO, number, "cy", "CHANGES_REQUESTED")
    github.dismiss_review(REPO, number, seen)
    assert [(one.user.login, one.state, one.commit_id) for one in pull(github, number).get_reviews()] == [
        ("bo", "APPROVED", town_shop["cart"]),
        ("cy", "DISMISSED", town_shop["basket"]),
    ]


def test_a_diff_of_over_300_files_is_refused_and_the_list_of_files_is_not(github: GitHubSandbox) -> None:
    number = github.add_pull(REPO, "wide", base="main")
    path = f"/repos/{REPO}/pulls/{number}"
    refused = call(github, "GET", path, Accept=DIFF)
    assert refused.status_code == 406
    assert refused.json()["errors"] == [{"resource": "PullRequest", "field": "diff", "code": "too_large"}]
    assert pull(github, number).get_files().totalCount == 305
    small = github.add_pull(REPO, "feature/cart", base="v1")
    diff = call(github, "GET", f"/repos/{REPO}/pulls/{small}", Accept=DIFF)
    assert diff.text.startswith("diff --git a/cart.py b/cart.py")
    github.set_limits(diff_lines=0, pull_files=1)
    assert call(github, "GET", f"/repos/{REPO}/pulls/{small}", Accept=DIFF).status_code == 406
    assert pull(github, number).get_files().totalCount == 1


def test_one_whose_branch_is_gone_is_still_shown(github: GitHubSandbox) -> None:
    number = github.add_pull(REPO, "gone/branch", base="main")
    found = pull(github, number)
    assert found.raw_data["mergeable"] is None
    assert found.get_files().totalCount == 0


def test_a_number_that_nobody_has_is_not_found(github: GitHubSandbox) -> None:
    with pytest.raises(GithubException) as refused:
        pull(github, 99)
    assert refused.value.status == 404
