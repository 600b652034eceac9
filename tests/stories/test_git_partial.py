"""Clones that lack content, and what is read whole: what is not there is named, and the rest is read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.adapters import gitwhole
from app.adapters.git import GitError, GitRepository
from app.domain.evidence import Evidence, Expectation, WholeFile
from app.domain.report import Level, Status
from app.ports import Reading
from app.review import recall, review
from tests.stories.gitwork import Work


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path / "shop")


def read(work: Work, base: str, head: str, *wanted: str) -> Evidence:
    reading = Reading(lambda change: change.path in wanted, recall)
    return GitRepository(work.path, reading).evidence("o/r", base, head)


def named(evidence: Evidence) -> dict[str, str]:
    return {entry.subject: entry.reason for entry in evidence.unknown}


def test_a_file_whose_content_is_missing_hides_no_other(work: Work) -> None:
    base = work.commit(here="1\n", lost="1\n", untouched="1\n")
    head = work.commit(
        here="1\n2\n", lost="2\n", **{"ü\udcff".encode("utf-8", "surrogateescape").decode("latin-1"): "x\n"}
    )
    work.lose("HEAD:lost")
    evidence = read(work, base, head, "here", "lost")
    report = review(evidence, Expectation())
    counts = {change.path: (change.additions, change.deletions) for change in report.files}
    assert counts == {"here": (1, 0), "lost": (0, 0), "Ã¼ÿ": (1, 0)}
    assert evidence.whole == (WholeFile("here", "1\n", "1\n2\n"),)
    assert named(evidence) == {
        "diff": "the clone lacks the content of lost; fetch it whole, without --filter",
        "lost": "it is not in the clone",
    }
    assert "lost" in {entry.subject for entry in report.unknown}
    assert report.level is not Level.LOW


def test_a_clone_without_content_still_names_every_file(work: Work, tmp_path: Path) -> None:
    work.git("config", "uploadpack.allowFilter", "true")
    base = work.commit(**{f"f{n}": f"{n}\n" for n in range(5)}, gone="x\n")
    head = work.commit(**{f"f{n}": f"new {n}\n" for n in range(5)}, gone=None)
    path = tmp_path / "clone"
    work.git("clone", "--quiet", "--no-checkout", "--filter=blob:none", f"file://{work.path}", str(path))
    evidence = GitRepository(path).evidence("o/r", base, head)
    statuses = {change.path: change.status for change in evidence.files or ()}
    assert statuses == {**{f"f{n}": Status.MODIFIED for n in range(5)}, "gone": Status.DELETED}
    (entry,) = evidence.unknown
    assert entry.reason.startswith("the clone lacks the content of f0, f1, f2 and 3 more;")
    assert review(evidence, Expectation()).level is not Level.LOW


def test_a_directory_in_the_place_of_a_file_is_read_or_named(work: Work) -> None:
    base = work.commit(a="1\n", c="1\n")
    work.write("a", None)
    head = work.commit(**{"a/b": "2\n"}, c="2\n")
    work.lose("HEAD:a/b")
    evidence = read(work, base, head)
    assert {change.path for change in evidence.files or ()} == {"a", "a/b", "c"}
    assert "a/b" in named(evidence)["diff"]


def test_a_clone_without_its_trees_is_refused_in_one_sentence(work: Work) -> None:
    base, head = work.commit(), work.commit(**{"d/a": "1\n"})
    work.lose("HEAD:d")
    with pytest.raises(GitError, match=r"cannot be read\. git says: "):
        read(work, base, head)


def test_owners_that_are_not_in_the_clone_are_named(work: Work) -> None:
    base, head = work.commit(CODEOWNERS="* @ops\n"), work.commit(a="1\n")
    work.lose("HEAD:CODEOWNERS")
    evidence = read(work, base, head)
    assert evidence.codeowners is None
    assert "cannot be read" in named(evidence)["CODEOWNERS"]


def renamed(work: Work) -> None:
    (work.path / "a").rename(work.path / "b")
    work.write("b", "1\n2\n3\n4\nfive\n")


@pytest.mark.parametrize(
    ("change", "path", "old", "new"),
    [
        (lambda work: work.write("a", "2\n"), "a", "1\n2\n3\n4\n", "2\n"),
        (lambda work: work.write("a", None), "a", "1\n2\n3\n4\n", None),
        (lambda work: work.write('ü "b/x', "1\n"), 'ü "b/x', None, "1\n"),
        (renamed, "b", "1\n2\n3\n4\n", "1\n2\n3\n4\nfive\n"),
        (lambda work: work.write("a", b"\xff\r\n\x0c"), "a", "1\n2\n3\n4\n", "\ufffd\r\n\x0c"),
        (lambda work: work.write("a", ""), "a", "1\n2\n3\n4\n", ""),
    ],
)
def test_a_file_is_read_whole_on_both_sides(
    work: Work, change: Callable[[Work], None], path: str, old: str | None, new: str | None
) -> None:
    base = work.commit(a="1\n2\n3\n4\n")
    change(work)
    evidence = read(work, base, work.commit(), path)
    assert evidence.whole == (WholeFile(path, old, new),)
    assert not evidence.unknown


def test_a_file_that_is_too_large_is_not_read_whole(work: Work) -> None:
    base, head = work.commit(), work.commit(a="x" * (gitwhole.LARGEST + 1), b="1\n")
    evidence = read(work, base, head, "a", "b")
    assert [file.path for file in evidence.whole] == ["b"]
    assert named(evidence) == {"a": "it is too large to be read whole"}


def test_more_files_than_are_read_whole_are_named(work: Work) -> None:
    many = {f"f{n:03}": f"{n}\n" for n in range(gitwhole.MOST + 2)}
    base, head = work.commit(), work.commit(**many)
    evidence = read(work, base, head, *many)
    assert len(evidence.whole) == gitwhole.MOST
    assert named(evidence) == dict.fromkeys(["f400", "f401"], "it is one of more than 400 such files")


def test_a_submodule_is_no_file_to_be_read_whole(work: Work) -> None:
    base = work.commit()
    Work(work.path / "lib").commit()
    evidence = read(work, base, work.commit(), "lib")
    assert evidence.whole == ()


def test_owners_are_those_of_the_base(work: Work) -> None:
    base = work.commit(**{"docs/CODEOWNERS": "* @docs\n", "CODEOWNERS": "* @ops\n"})
    work.write("CODEOWNERS", None)
    head = work.commit(**{".github/CODEOWNERS": "* @mallory\n"})
    assert read(work, base, head).codeowners == "* @ops\n"


@pytest.mark.parametrize(
    ("text", "reason"), [("x" * (3 * 1024**2 + 1), "it is larger than 3 MiB"), (None, "link")]
)
def test_owners_that_cannot_be_used_are_named(work: Work, text: str | None, reason: str) -> None:
    if text is None:
        (work.path / "CODEOWNERS").symlink_to("/etc/passwd")
    else:
        work.write("CODEOWNERS", text)
    base = work.commit()
    evidence = read(work, base, work.commit(a="1\n"))
    assert evidence.codeowners is None
    assert ("plain file" if reason == "link" else reason) in named(evidence)["CODEOWNERS"]
