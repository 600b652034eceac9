"""A git repository that means harm."""

from pathlib import Path

import pytest

from app.adapters.git import GitRepository
from app.domain.evidence import Expectation
from app.domain.report import FileChange, Status
from app.review import review
from tests.stories.gitwork import Work


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path / "shop")


def test_a_commit_cannot_hide_its_own_diff(work: Work) -> None:
    base = work.commit(a="1\n")
    head = work.commit(a="2\n", **{".gitattributes": "* -diff\n*.py binary\n", "b.py": "evil()\n"})
    report = review(GitRepository(work.path).evidence("o/r", base, head), Expectation())
    assert not any(change.binary for change in report.files)
    assert report.totals.additions == 4


BENT = {
    "gpg.program": "false",
    "log.showSignature": "true",
    "diff.noprefix": "true",
    "diff.context": "0",
    "diff.renames": "false",
    "diff.orderFile": "nowhere",
    "color.ui": "always",
    "format.pretty": "oneline",
    "core.quotePath": "true",
}


def test_a_repository_can_neither_run_programs_nor_bend_the_diff(work: Work, tmp_path: Path) -> None:
    base = work.commit(a="1\n2\n3\n", **{".gitattributes": "a diff=evil\n"})
    (work.path / "a").rename(work.path / "ü")
    work.commit()
    witness = tmp_path / "ran"
    evil = f"touch {witness}; cat"
    for name in ("core.fsmonitor", "core.pager", "diff.external", "diff.evil.textconv", "diff.evil.command"):
        work.git("config", name, evil)
    for name, value in BENT.items():
        work.git("config", name, value)
    hook = work.path / ".git" / "hooks" / "post-index-change"
    hook.write_text(f"#!/bin/sh\n{evil}\n")
    hook.chmod(0o755)
    witness.unlink(missing_ok=True)
    repository = GitRepository(work.path)
    report = review(repository.evidence("o/r", base, repository.resolve("HEAD")), Expectation())
    assert report.files == (FileChange("ü", "a", Status.RENAMED, 0, 0),)
    assert not report.unknown
    assert not witness.exists()


def test_no_setting_makes_text_a_binary(work: Work) -> None:
    base = work.commit(a="1\n")
    work.commit(a="2\n")
    work.git("config", "core.bigFileThreshold", "1")
    repository = GitRepository(work.path)
    evidence = repository.evidence("o/r", base, repository.resolve("HEAD"))
    assert evidence.files == (FileChange("a", None, Status.MODIFIED, 1, 1),)


@pytest.mark.parametrize("setting", [None, "true"])
def test_a_replace_ref_does_not_change_what_is_reviewed(work: Work, setting: str | None) -> None:
    if setting:
        work.git("config", "core.useReplaceRefs", setting)
    base = work.commit()
    innocent = work.commit(a="innocent\n")
    work.git("reset", "--quiet", "--hard", base)
    head = work.commit(a="evil\n")
    work.git("replace", head, innocent)
    assert "+evil" in (GitRepository(work.path).evidence("o/r", base, head).diff or "")


def test_variables_of_a_surrounding_hook_are_not_followed(
    work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha = work.commit()
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    assert GitRepository(work.path).resolve("HEAD") == sha
