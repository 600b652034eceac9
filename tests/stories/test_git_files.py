"""Files read by their path: what cannot be read is never taken for what is not there."""

from pathlib import Path

import pytest

from app.adapters.git import OWNERS_PATHS, GitError, GitRepository
from app.adapters.gitfiles import look_up, names_of, plain_file
from app.domain.evidence import Evidence
from tests.stories.gitwork import Work

POLICY_PATH = ".github/airlock.yml"
OWNERS = OWNERS_PATHS[0]


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path / "shop")


def read(work: Work, path: str, limit: int = 100) -> bytes | None:
    git = GitRepository(work.path).git
    return plain_file(look_up(git, names_of("HEAD", path)), "HEAD", path, limit)


def evidence(path: Path, base: str, head: str) -> Evidence:
    return GitRepository(path).evidence("o/r", base, head)


@pytest.mark.parametrize("path", ["a", "d/e/f", "d/ü b", "-n", "x\tmissing"])
def test_a_file_is_read_by_its_path(work: Work, path: str) -> None:
    work.write(path, b"1\n\0\xff")
    work.commit(**{"d/e/g": "x", "other": "x"})
    assert read(work, path) == b"1\n\0\xff"


def test_a_file_is_cut_one_byte_above_the_limit(work: Work) -> None:
    work.commit(a="x" * 101, b="x" * 100)
    assert [len(read(work, path) or "") for path in "ab"] == [101, 100]
    assert read(work, "a", 10) == b"x" * 11


@pytest.mark.parametrize("path", ["b", "a/b", "d/b", "d/e/b", "link/b", "link/b/c", "like/b"])
def test_what_no_directory_names_is_not_there(work: Work, path: str) -> None:
    (work.path / "link").symlink_to("d")
    work.commit(**{"a": "x", "d/a": "x", "like": "100644 b\0" + "x" * 20})
    assert read(work, path) is None


@pytest.mark.parametrize("lost", ["HEAD^{tree}", "HEAD:.github", f"HEAD:{POLICY_PATH}"])
def test_a_policy_that_the_clone_lacks_is_no_missing_policy(work: Work, lost: str) -> None:
    work.commit(**{POLICY_PATH: "x"})
    work.lose(lost)
    with pytest.raises(GitError, match="cannot be read"):
        GitRepository(work.path).policy_text()


def test_a_directory_in_the_place_of_the_policy_is_refused(work: Work) -> None:
    work.commit(**{f"{POLICY_PATH}/a": "x"})
    with pytest.raises(GitError, match="not a plain file"):
        GitRepository(work.path).policy_text()


def test_a_policy_that_came_after_opening_holds(work: Work) -> None:
    repository = GitRepository(work.path)
    assert repository.policy_text() is None
    work.commit(**{POLICY_PATH: "1"})
    assert repository.policy_text() == b"1"
    work.commit(**{POLICY_PATH: "2"})
    assert repository.policy_text() == b"2"


def test_a_checkout_after_opening_changes_no_policy(work: Work) -> None:
    work.commit(**{POLICY_PATH: "1"})
    repository = GitRepository(work.path)
    assert repository.policy_text() == b"1"
    work.git("checkout", "--quiet", "-b", "proposal")
    work.commit(**{POLICY_PATH: "2"})
    assert repository.policy_text() == b"1"


@pytest.mark.parametrize("name", ["x\ntrue\nrefs/heads/evil", "x\nfalse"])
def test_a_directorys_name_says_nothing_of_the_repository(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir(parents=True)
    work = Work(tmp_path / name)
    work.git("checkout", "--quiet", "-b", "ü\u3000b")
    head = work.commit(**{POLICY_PATH: "1"})
    repository = GitRepository(work.path)
    assert (repository.git.is_shallow, repository.git.default) == (False, "refs/heads/ü\u3000b")
    assert (repository.policy_text(), repository.resolve(head)) == (b"1", head)


def test_a_clone_that_lacks_some_content_tells_what_it_has_and_fetches_nothing(
    work: Work, tmp_path: Path
) -> None:
    work.git("config", "uploadpack.allowFilter", "true")
    lacks = work.commit(**{OWNERS: "* @old\n"})
    base = work.commit(**{OWNERS: "* @ops\n", OWNERS_PATHS[2]: "* @docs\n"})
    work.write(OWNERS_PATHS[2], None)
    head = work.commit(a="1\n")
    path = tmp_path / "clone"
    work.git("clone", "--quiet", "--filter=blob:none", f"file://{work.path}", str(path))
    assert evidence(path, base, head).codeowners == "* @ops\n"
    told = evidence(path, lacks, head)
    assert (told.codeowners, len(told.files or ())) == (None, 2)
    assert "cannot be read" in {entry.subject: entry.reason for entry in told.unknown}[OWNERS]
    assert Work(path).git("rev-list", "--objects", "--all", "--missing=print").count("?") == 2


def test_the_id_of_a_tag_stands_for_its_commit(work: Work) -> None:
    base, head = work.commit(**{OWNERS: "* @ops\n"}), work.commit(a="1\n")
    ids = []
    for name, sha in (("one", base), ("two", head)):
        work.git("tag", "-a", name, "-m", name, sha)
        ids.append(work.git("rev-parse", name))
    told = evidence(work.path, *ids)
    assert (told.base, told.head, told.codeowners) == (base, head, "* @ops\n")


def test_the_id_of_what_is_no_commit_is_refused(work: Work) -> None:
    base, head = work.commit(a="1\n"), work.commit(a="2\n")
    for ends in ((base, work.git("rev-parse", "HEAD:a")), (work.git("rev-parse", "HEAD^{tree}"), head)):
        with pytest.raises(GitError, match="names no commit in"):
            evidence(work.path, *ends)


def test_what_is_too_large_hides_nothing_that_goes_before_it(work: Work) -> None:
    work.git("config", "core.compression", "0")
    large = "x" * (17 * 1024**2)
    first = work.commit(**{OWNERS: "* @ops\n", OWNERS_PATHS[2]: large})
    second = work.commit(**{OWNERS: large})
    assert evidence(work.path, first, second).codeowners == "* @ops\n"
    assert [entry.reason for entry in evidence(work.path, second, first).unknown] == [
        "it is larger than 3 MiB"
    ]
