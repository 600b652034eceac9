"""What a CI job's checkout sends: all of it comes through the door, however odd the repository."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.adapters.checkout import read_checkout
from app.adapters.git import GitRepository
from app.adapters.parts import UNKNOWN_MAX, as_json, merged, parse
from app.domain.deploy import Key, Request
from app.domain.errors import BadInput
from app.domain.evidence import Evidence
from app.ports import Reading
from app.review import recall
from tests.stories.gitwork import Work


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path / "shop")


def sent(work: Work, base: str, head: str) -> tuple[Evidence, Evidence]:
    """Return what is read here, and what arrives there."""
    repository = GitRepository(work.path, Reading(lambda _: True, recall))
    given = read_checkout(repository, Request(Key("o/r", "production", head), base=base), (), None, None)
    told = merged(Evidence("o/r", head), parse(as_json(given)))
    read = repository.evidence("o/r", base, head)
    return replace(read, past=repository.past(read)), told


def test_what_arrives_is_what_was_read(work: Work) -> None:
    base = work.commit(a="1\n", CODEOWNERS="* @ops\n")
    head = work.commit(
        "Two\n\nWhy.\n\nCo-authored-by: Bo <bo@example.com>", a="2\n", **{'ü "b/\t\n': b"\xff\x0c\r\n"}
    )
    read, told = sent(work, base, head)
    assert (told.base, told.diff, told.files) == (read.base, read.diff, read.files)
    assert (told.whole, told.codeowners) == (read.whole, read.codeowners)
    assert (told.commits, told.unknown) == (read.commits, read.unknown)
    assert told.past == read.past
    assert told.past
    assert told.past.changes == 1


def test_a_commit_of_a_crowd_or_from_before_the_epoch_is_sent(work: Work) -> None:
    base = work.commit()
    crowd = "\n".join(f"Co-authored-by: P{n} <p{n}@example.com>" for n in range(150))
    head = work.commit(f"{'x' * 3000}\n\n{crowd}", a="1\n")
    _, told = sent(work, base, head)
    assert len(told.commits[0].co_authors) == 100


def test_a_path_that_is_too_long_is_named_and_the_rest_is_sent(work: Work) -> None:
    base = work.commit()
    blob = work.git("hash-object", "-w", "/dev/null")
    long = "/".join(["d" * 200] * 25)
    work.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{long}")
    work.git("update-index", "--add", "--cacheinfo", f"100644,{blob},short")
    work.git("commit", "--quiet", "-m", "Long")
    _, told = sent(work, base, work.git("rev-parse", "HEAD"))
    assert [change.path for change in told.files or ()] == ["short"]
    assert {entry.reason for entry in told.unknown} >= {"its path is too long"}


def test_a_long_list_of_what_is_not_known_ends_with_how_many_more(work: Work) -> None:
    many = {f"f{n:04}": f"{n}\n" for n in range(UNKNOWN_MAX + 450)}
    _, told = sent(work, work.commit(), work.commit(**many))
    assert len(told.files or ()) == len(many)
    assert len(told.unknown) == UNKNOWN_MAX
    assert told.unknown[-1].reason == "and 51 more, not listed"


def test_more_results_than_anybody_has_are_refused_in_one_sentence(tmp_path: Path) -> None:
    for n in range(1001):
        (tmp_path / f"{n}.xml").write_text("<a/>")
    request = Request(Key("o/r", "production", "a" * 40))
    with pytest.raises(BadInput, match=r"^tests: .*1000 items"):
        read_checkout(None, request, (str(tmp_path / "*.xml"),), None, None)


def test_nothing_named_sends_nothing() -> None:
    request = Request(Key("o/r", "production", "a" * 40))
    assert not read_checkout(None, request, (), None, None).model_fields_set
