"""A real git repository: what lies between two commits."""

from pathlib import Path

import pytest

from app.adapters.git import GitRepository
from app.domain.evidence import Expectation
from app.domain.report import FileChange, Level, Status
from app.review import review
from tests.stories.gitwork import Work


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path / "shop")


def test_evidence_is_what_lies_between_two_commits(work: Work) -> None:
    base = work.commit(a="one\n", gone="x\n", image=b"\0\1")
    work.commit("Second", a="one\ntwo\n")
    head = work.commit("Third", gone=None, image=b"\0\2", **{"ü b/x": "new\n"})
    evidence = GitRepository(work.path).evidence("o/shop", base, head)
    assert (evidence.base, evidence.head, evidence.unknown) == (base, head, ())
    assert set(evidence.files or ()) == {
        FileChange("a", None, Status.MODIFIED, 1, 0),
        FileChange("gone", None, Status.DELETED, 0, 1),
        FileChange("image", None, Status.MODIFIED, 0, 0, binary=True),
        FileChange("ü b/x", None, Status.ADDED, 1, 0),
    }
    assert [commit.subject for commit in evidence.commits] == ["Third", "Second"]
    report = review(evidence, Expectation())
    assert set(report.files) == set(evidence.files or ())
    assert not report.unknown


ODD = [
    "sp ace",
    'quo"te',
    "tab\tin",
    "new\nline",
    "ü",
    "a b/a",
    "back\\slash",
    "-dash",
    "\x1b[31m",
    "€\u2028",
]


@pytest.mark.parametrize("name", ODD)
def test_odd_paths_come_through_whole(work: Work, name: str) -> None:
    base = work.commit()
    middle = work.commit(**{name: "1\n2\n3\n4\n"})
    work.write(name, None)
    head = work.commit(**{f"moved/{name}": "1\n2\n3\n5\n"})
    repository = GitRepository(work.path)
    added = review(repository.evidence("o/r", base, middle), Expectation())
    moved = review(repository.evidence("o/r", middle, head), Expectation())
    assert added.files == (FileChange(name, None, Status.ADDED, 4, 0),)
    assert moved.files == (FileChange(f"moved/{name}", name, Status.RENAMED, 1, 1),)
    assert not added.unknown + moved.unknown


def test_links_modes_submodules_and_endings_come_through(work: Work) -> None:
    base = work.commit(link="text\n", run="x\n", dos="a\r\nb\r\n", cut="no end")
    (work.path / "link").unlink()
    (work.path / "link").symlink_to("run")
    (work.path / "run").chmod(0o755)
    Work(work.path / "lib").commit()
    head = work.commit(dos="a\r\nc\r\n", cut="no end still", formfeed="a\x0cb\x1c\u2028c\rd\n")
    report = review(GitRepository(work.path).evidence("o/r", base, head), Expectation())
    counts = {change.path: (change.status, change.additions, change.deletions) for change in report.files}
    assert counts == {
        "cut": (Status.MODIFIED, 1, 1),
        "dos": (Status.MODIFIED, 1, 1),
        "formfeed": (Status.ADDED, 1, 0),
        "lib": (Status.ADDED, 1, 0),
        "link": (Status.MODIFIED, 1, 1),
        "run": (Status.MODIFIED, 0, 0),
    }
    assert not report.unknown


def test_bytes_that_are_not_utf8_are_read(work: Work) -> None:
    base = work.commit()
    head = work.commit(latin=b"caf\xe9\n")
    report = review(GitRepository(work.path).evidence("o/r", base, head), Expectation())
    assert (report.files[0].additions, report.unknown) == (1, ())


def test_without_a_base_everything_is_new(work: Work) -> None:
    root = work.commit(a="1\n")
    repository = GitRepository(work.path)
    assert repository.parent(root) is None
    evidence = repository.evidence("o/r", None, root)
    assert evidence.files == (FileChange("a", None, Status.ADDED, 1, 0),)
    assert [commit.sha for commit in evidence.commits] == [root]


def test_nothing_changed_is_known_to_be_nothing(work: Work) -> None:
    base = work.commit(a="1\n")
    report = review(GitRepository(work.path).evidence("o/r", base, base), Expectation())
    assert (report.level, report.unknown, report.files) == (Level.LOW, (), ())


def test_commits_name_authors_and_co_authors(work: Work) -> None:
    base = work.commit()
    head = work.commit(
        "Add ünicode\n\nBody\n\nCo-authored-by: Bo <bo@example.com>\nco-authored-by: Cy <cy@example.com>"
    )
    (commit,) = GitRepository(work.path).evidence("o/r", base, head).commits
    assert (commit.author, commit.email, commit.committer_email) == (
        "Ana",
        "ana@example.com",
        "ana@example.com",
    )
    assert commit.subject == "Add ünicode"
    assert commit.co_authors == ("bo@example.com", "cy@example.com")


def test_going_back_is_a_rollback_and_never_low(work: Work) -> None:
    old = work.commit()
    work.commit("Add a cart", a="1\n")
    new = work.commit("Add taxes", b="1\n")
    repository = GitRepository(work.path)
    assert repository.is_ancestor(old, new)
    assert not repository.is_ancestor(new, old)
    evidence = repository.evidence("o/r", new, old)
    assert (evidence.takes_back, evidence.unknown) == (2, ())
    report = review(evidence, Expectation())
    (finding,) = [finding for finding in report.findings if finding.rule == "history.rollback"]
    words = "A rollback: takes away 2 commits that came since, the newest “Add taxes” by Ana."
    assert (finding.message, finding.points, report.level) == (words, 0.0, Level.MEDIUM)
    assert words in report.recommendation


def test_what_has_parted_is_no_rollback_and_is_said(work: Work) -> None:
    root = work.commit()
    live = work.commit(a="1\n")
    work.git("checkout", "--quiet", root)
    evidence = GitRepository(work.path).evidence("o/r", live, work.commit(b="1\n"))
    assert evidence.takes_back is None
    words = "the two have parted: 1 commit that only the base has would be taken away"
    assert [(entry.subject, entry.reason) for entry in evidence.unknown] == [("base", words)]
