"""A real git repository: which commits it has, and what is said of those that it has not."""

from pathlib import Path

import pytest

from app.adapters.git import GitError, GitRepository
from tests.stories.gitwork import Work


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path / "shop")


def test_a_revision_becomes_a_full_commit_id(work: Work) -> None:
    sha = work.commit()
    work.git("tag", "-a", "v1", "-m", "x")
    repository = GitRepository(work.path)
    assert {repository.resolve(name) for name in ("HEAD", "main", "v1", sha, sha[:8])} == {sha}
    assert repository.exists(sha)
    assert not repository.exists("0" * 40)
    assert not repository.exists("HEAD")


@pytest.mark.parametrize(
    "revision", ["", "-h", "--help", "nope", "HEAD..HEAD", "HEAD:a", "a\nb", "HEAD^5", "\0"]
)
def test_what_names_no_commit_is_refused_in_one_sentence(work: Work, revision: str) -> None:
    work.commit(a="1\n")
    with pytest.raises(GitError, match="names no commit in"):
        GitRepository(work.path).resolve(revision)


def test_what_is_no_repository_is_said(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="is not a directory"):
        GitRepository(tmp_path / "nowhere")
    with pytest.raises(GitError, match="is not a git repository"):
        GitRepository(tmp_path)


def test_a_shallow_clone_is_named_as_the_reason(work: Work, tmp_path: Path) -> None:
    old, head = work.commit(a="1\n"), work.commit(a="2\n")
    work.git("clone", "--quiet", "--depth=1", f"file://{work.path}", str(tmp_path / "shallow"))
    repository = GitRepository(tmp_path / "shallow")
    with pytest.raises(GitError, match="shallow: fetch with depth 0"):
        repository.resolve(old)
    with pytest.raises(GitError, match="shallow: fetch with depth 0"):
        repository.parent(head)


def test_a_bare_repository_is_read_too(work: Work, tmp_path: Path) -> None:
    base, head = work.commit(), work.commit(a="1\n")
    work.git("clone", "--quiet", "--bare", str(work.path), str(tmp_path / "shop.git"))
    repository = GitRepository(tmp_path / "shop.git")
    assert repository.name == "shop"
    assert len(repository.evidence("o/r", base, head).files or ()) == 1


def test_a_missing_program_is_said(work: Work, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="not on PATH"):
        GitRepository(work.path)
