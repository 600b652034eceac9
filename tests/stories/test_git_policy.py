"""Whose policy holds: the default branch's, never that of a proposal."""

from pathlib import Path

import pytest

from app.adapters.git import GitError, GitRepository
from tests.stories.gitwork import Work

POLICY = "environments: {}\n"
POLICY_PATH = ".github/airlock.yml"


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path / "shop")


def test_the_policy_is_the_checked_out_branchs_committed_file(work: Work) -> None:
    work.commit(**{POLICY_PATH: POLICY})
    work.write(POLICY_PATH, "not committed")
    assert GitRepository(work.path).policy_text() == POLICY.encode()


def test_the_policy_of_a_clone_is_its_origins_default_branchs(work: Work, tmp_path: Path) -> None:
    work.commit(**{POLICY_PATH: POLICY})
    clone = tmp_path / "clone"
    work.git("clone", "--quiet", str(work.path), str(clone))
    mine = Work(clone)
    mine.git("checkout", "--quiet", "-b", "proposal")
    mine.commit(**{POLICY_PATH: "environments: mine\n"})
    assert GitRepository(clone).policy_text() == POLICY.encode()


def test_a_detached_head_is_no_default_branch(work: Work) -> None:
    work.commit(**{POLICY_PATH: POLICY})
    work.git("checkout", "--quiet", "--detach")
    assert GitRepository(work.path).policy_text() is None


def test_a_policy_that_stays_unread_for_want_of_a_default_branch_is_told(work: Work) -> None:
    bare = work.commit()
    held = work.commit(**{POLICY_PATH: POLICY})
    assert GitRepository(work.path).unread_policy(bare, held) == ()
    work.git("checkout", "--quiet", "--detach")
    repository = GitRepository(work.path)
    assert repository.unread_policy(None, bare) == ()
    (told,) = repository.unread_policy(held, bare)
    assert told.subject == POLICY_PATH
    assert "`git remote set-head origin --auto`" in told.reason


def test_no_policy_is_none(work: Work) -> None:
    assert GitRepository(work.path).policy_text() is None
    work.commit()
    assert GitRepository(work.path).policy_text() is None


def test_a_policy_that_is_a_link_or_too_large_is_refused(work: Work) -> None:
    (work.path / ".github").mkdir()
    (work.path / POLICY_PATH).symlink_to("/etc/passwd")
    work.commit()
    with pytest.raises(GitError, match="not a plain file"):
        GitRepository(work.path).policy_text()
    (work.path / POLICY_PATH).unlink()
    work.commit(**{POLICY_PATH: "#" * 1_100_000})
    with pytest.raises(GitError, match="larger than 1 MiB"):
        GitRepository(work.path).policy_text()
