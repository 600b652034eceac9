"""Files, folders, trees and blobs, read by PyGithub and with plain requests."""

import pytest
from github import GithubException
from github.ContentFile import ContentFile
from github.Repository import Repository

from sandbox.github import GitHubSandbox
from tests.sandbox_github.client import REPO, call, repository
from tests.sandbox_github.shop import BIG, BINARY, Shop

RAW = "application/vnd.github.raw+json"


@pytest.fixture(scope="module")
def repo(library: GitHubSandbox) -> Repository:
    return repository(library)


def the_file(repo: Repository, path: str, ref: str = "main") -> ContentFile:
    found = repo.get_contents(path, ref=ref)
    assert isinstance(found, ContentFile)
    return found


def test_a_file_comes_with_its_bytes(repo: Repository) -> None:
    assert the_file(repo, "app.py", "v1").decoded_content.startswith(b"a = 2\na = 1\n")
    assert the_file(repo, "logo.bin", "v1").decoded_content == BINARY
    assert the_file(repo, "lib/a b.py", "feature/cart").decoded_content == b"x = 1\n"


def test_a_folder_lists_what_it_holds(repo: Repository) -> None:
    held = repo.get_contents("", ref="v1")
    assert isinstance(held, list)
    assert {one.path: one.type for one in held} == {
        "README.md": "file",
        "app.py": "file",
        "big.txt": "file",
        "broken": "symlink",
        "lib": "dir",
        "logo.bin": "file",
        "read": "symlink",
    }
    inner = repo.get_contents("lib", ref="v1")
    assert isinstance(inner, list)
    assert [one.path for one in inner] == ["lib/a b.py", "lib/deep"]


def test_a_link_to_a_file_is_the_file_and_another_link_is_itself(repo: Repository) -> None:
    assert the_file(repo, "read", "v1").decoded_content == b"# Shop\n"
    broken = the_file(repo, "broken", "v1")
    assert (broken.type, broken.target) == ("symlink", "nowhere")


def test_above_a_megabyte_a_file_comes_raw_only(library: GitHubSandbox, repo: Repository) -> None:
    big = the_file(repo, "big.txt")
    assert (big.encoding, big.content, big.size) == ("none", "", len(BIG))
    raw = call(library, "GET", f"/repos/{REPO}/contents/big.txt", Accept=RAW)
    assert raw.content == BIG
    assert raw.headers["Content-Type"].startswith(RAW)
    assert repo.get_git_blob(big.sha).size == len(BIG)


@pytest.mark.parametrize("path", ["nowhere.py", "lib/nowhere.py", "../etc/passwd", "app.py/x", ":(glob)*"])
def test_a_file_that_is_not_there_is_not_found(repo: Repository, path: str) -> None:
    with pytest.raises(GithubException) as refused:
        repo.get_contents(path)
    assert refused.value.status == 404


def test_a_ref_that_is_not_there_is_not_found(repo: Repository) -> None:
    with pytest.raises(GithubException) as refused:
        repo.get_contents("app.py", ref="nowhere")
    assert (refused.value.status, refused.value.message) == (404, "No commit found for the ref nowhere")


def test_a_tree_is_listed_with_all_its_folders(repo: Repository, town_shop: Shop) -> None:
    tree = repo.get_git_tree(town_shop["second"], recursive=True)
    shown = {one["path"]: one for one in tree.raw_data["tree"]}
    file, folder, link = shown["lib/deep/c.py"], shown["lib/deep"], shown["read"]
    assert (file["type"], file["mode"], file["size"]) == ("blob", "100644", 0)
    assert (folder["type"], folder["mode"], "size" in folder) == ("tree", "040000", False)
    assert (link["type"], link["mode"], link["size"]) == ("blob", "120000", len("README.md"))
    assert tree.raw_data["truncated"] is False
    assert "lib/deep" not in {one.path for one in repo.get_git_tree("v1").tree}


def test_a_tree_over_the_limit_says_that_it_is_cut(github: GitHubSandbox) -> None:
    github.set_limits(tree_entries=3)
    tree = repository(github).get_git_tree("main", recursive=True)
    assert (len(tree.tree), tree.raw_data["truncated"]) == (3, True)


@pytest.mark.parametrize("sha", ["0" * 40, "main", "HEAD:app.py"])
def test_a_blob_is_named_by_its_id_only(repo: Repository, sha: str) -> None:
    with pytest.raises(GithubException) as refused:
        repo.get_git_blob(sha)
    assert refused.value.status == 404
