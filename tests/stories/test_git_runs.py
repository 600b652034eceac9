"""A run of git takes longer than the review of a small change, so there are few of them."""

import os
import shutil
from pathlib import Path

import pytest

from app.adapters.git import GitError, GitRepository
from app.adapters.opened import Opened
from app.domain.report import FileChange, Status
from app.ports import Reading
from app.review import is_wanted, recall
from tests.stories.gitwork import Work

WITH_LOCK = {"go.sum": "a.b/c v1.0.0 h1:x=\n"}


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file that gets a line for each run of git."""
    program, told = tmp_path / "bin" / "git", tmp_path / "runs"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho >> {told}\nexec {shutil.which("git")} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return told


def test_a_small_change_takes_few_runs_of_git(tmp_path: Path, runs: Path) -> None:
    work = Work(tmp_path / "shop")
    base = work.commit(a="one\n", CODEOWNERS="* @ana\n", **{".github/airlock.yml": "x"})
    head = work.commit("Second", a="one\ntwo\n", **WITH_LOCK)
    runs.write_text("")
    opened = Opened(Reading(is_wanted, recall))
    assert opened.at(str(work.path)).policy_text() == b"x"
    evidence = opened.at(str(work.path)).evidence("o/shop", base, opened.at(str(work.path)).resolve(head))
    assert opened.at(str(work.path)).past(evidence) is not None
    assert (evidence.codeowners, [each.path for each in evidence.whole]) == ("* @ana\n", ["go.sum"])
    assert set(evidence.files or ()) == {
        FileChange("a", None, Status.MODIFIED, 1, 0),
        FileChange("go.sum", None, Status.ADDED, 1, 0),
    }
    # Open; the policy; the commits with the owners; the change; its lock file's size and content; the log;
    # the two logs of the past. One more: the head by itself, which a job does not ask for.
    assert len(runs.read_text()) <= 10


def test_what_is_begun_before_it_is_asked_for_is_read_once(tmp_path: Path, runs: Path) -> None:
    work = Work(tmp_path / "shop")
    base = work.commit(a="one\n", CODEOWNERS="* @ana\n", **{".github/airlock.yml": "x"})
    head = work.commit("Second", a="one\ntwo\n")
    runs.write_text("")
    opened = Opened(Reading(is_wanted, recall))
    opened.at(str(work.path)).foresee(base, head)
    assert opened.at(str(work.path)).policy_text() == b"x"
    evidence = opened.at(str(work.path)).evidence("o/shop", base, head)
    assert evidence == Opened(Reading(is_wanted, recall)).at(str(work.path)).evidence("o/shop", base, head)
    assert len(runs.read_text()) <= 8  # four: open; policy and commits; the change; the log
    work.commit("Third", **{".github/airlock.yml": "y"})
    assert opened.at(str(work.path)).policy_text() == b"y", "the next who asks wants to know anew"


def test_what_is_begun_for_nothing_says_nothing(tmp_path: Path) -> None:
    work = Work(tmp_path / "shop")
    head = work.commit(a="one\n")
    repository = GitRepository(work.path, Reading(is_wanted, recall))
    repository.foresee("1" * 40, head)
    repository.foresee("no commit", head)
    assert repository.policy_text() is None
    with pytest.raises(GitError, match="names no commit"):
        repository.evidence("o/shop", "1" * 40, head)
    assert [each.sha for each in repository.evidence("o/shop", None, head).commits] == [head]


def test_another_repository_is_opened_anew(tmp_path: Path) -> None:
    one, other = Work(tmp_path / "one"), Work(tmp_path / "other")
    opened = Opened(Reading(is_wanted, recall))
    assert opened.at(str(one.path)) is opened.at(str(one.path))
    assert opened.at(str(other.path)).path == other.path
    assert opened.at(str(one.path)).path == one.path
