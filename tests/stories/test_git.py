"""A real git repository, read; also one that means harm."""

import os
import subprocess
from pathlib import Path

import pytest

from app.adapters.git import GitError, GitRepository
from app.domain.evidence import Expectation
from app.domain.report import FileChange, Level, Status
from app.review import review

POLICY = "environments: {}\n"


class Work:
    """A checkout to commit in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        told = ("-c", "user.name=Ana", "-c", "user.email=ana@example.com", "-c", "commit.gpgsign=false")
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", *told, *arguments], cwd=self.path, env=environment, check=True, capture_output=True
        )
        return done.stdout.decode().strip()

    def commit(self, subject: str = "Change", **files: str | bytes | None) -> str:
        for name, content in files.items():
            self.write(name, content)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", subject)
        return self.git("rev-parse", "HEAD")

    def write(self, name: str, content: str | bytes | None) -> None:
        path = self.path / name
        if content is None:
            path.unlink()
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


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


def test_going_back_is_said(work: Work) -> None:
    old = work.commit()
    new = work.commit(a="1\n")
    repository = GitRepository(work.path)
    assert repository.is_ancestor(old, new)
    assert not repository.is_ancestor(new, old)
    assert [entry.subject for entry in repository.evidence("o/r", new, old).unknown] == ["base"]


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


def test_a_broken_object_is_said(work: Work) -> None:
    base = work.commit()
    head = work.commit(a="1\n")
    blob = work.git("rev-parse", "HEAD:a")
    (work.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(GitError, match=r"cannot be read\. git says: fatal"):
        GitRepository(work.path).evidence("o/r", base, head)


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


def test_a_replace_ref_does_not_change_what_is_reviewed(work: Work) -> None:
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


def test_a_missing_program_is_said(work: Work, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="not on PATH"):
        GitRepository(work.path)


POLICY_PATH = ".github/airlock.yml"


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
