"""A git that is ended from outside has said neither yes nor no."""

import os
import shutil
from pathlib import Path

import pytest

from app.adapters.git import GitRepository
from app.adapters.gitprogram import GitError, GitTimeoutError, problem_of
from tests.stories.gitwork import Work


@pytest.fixture
def ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the kernel end git at one question, as it does to what burns more time than a job may."""
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    words = f'case "$*" in *is-ancestor*) kill -XCPU $$;; esac\nexec {shutil.which("git")} "$@"\n'
    program.write_text(f"#!/bin/sh\n{words}")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.usefixtures("ended")
def test_it_is_told_apart_from_a_no(tmp_path: Path) -> None:
    work = Work(tmp_path / "shop")
    older, newer = work.commit(a="one\n"), work.commit("Second", a="two\n")
    with pytest.raises(GitTimeoutError, match=r"git was ended \(CPU time"):
        GitRepository(work.path).is_ancestor(older, newer)


def test_one_that_git_had_called_counts_as_git_itself() -> None:
    """Else a clone that is too large would be tried again for every review, and say what nobody can mend."""
    told = "error: index-pack died of signal 24\nfatal: fetch-pack: invalid index-pack output\n"
    problem = problem_of(128, told, "https://git.example/shop cannot be fetched from.")
    assert isinstance(problem, GitTimeoutError)
    assert str(problem) == (
        "git was ended (CPU time limit exceeded). https://git.example/shop cannot be fetched from. It took "
        "too long: have the CI send the change, by `airlock queue --repo .` in its checkout."
    )
    for other in (
        "fatal: no such remote",
        "remote: error: x died of signal 24",
        "error: x died of signal 99",
    ):
        assert type(problem_of(128, f"{other}\n", "No.")) is GitError
