"""Titles, reverts and what a change may know of the past."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.evidence import Commit
from app.domain.past import Inner, Landed
from app.review.past.landing import landings
from app.review.past.revert import DAY, Reverts, is_revert
from app.review.past.title import branch_of, number_of, title_of


def sha(number: int) -> str:
    return f"{number:040x}"


def change(
    number: int, subject: str, body: str = "", *, day: int = 0, inner: tuple[Inner, ...] = ()
) -> Landed:
    return Landed(sha(number), None, day * DAY, "ana@example.com", "Ana", subject, body, ("app/a.py",), inner)


def merged(number: int, subject: str, body: str = "") -> Inner:
    return Inner(sha(number), "bo@example.com", "Bo", subject, body)


@pytest.mark.parametrize(
    ("subject", "body", "inner", "title"),
    [
        ("Add carts", "", (), "Add carts"),
        ("Add carts (#12)", "", (), "Add carts"),
        ("Merge pull request #12 from ana/carts", "Add carts\n\nmore", ("wip",), "Add carts"),
        ("Merge pull request #12 from ana/carts", "", ("Add carts",), "Add carts"),
        ("Merge pull request #12 from ana/new-carts", "\n", ("a", "b"), "new carts"),
        ('Merge "Add carts"', "", (), "Add carts"),
        ('Merge "Add carts" into stable', "", (), "Add carts"),
        ("Merge branch 'carts'", "", ("Add carts",), "Add carts"),
        ("Merge branch 'new-carts' into main", "", (), "new carts"),
        ("Merge remote-tracking branch 'origin/carts'", "", ("a", "b", "c"), "origin/carts"),
        ("", "", (), ""),
    ],
)
def test_a_change_is_called_what_people_called_it(
    subject: str, body: str, inner: tuple[str, ...], title: str
) -> None:
    assert title_of(subject, body, inner) == title


def test_a_merge_names_its_branch_and_its_number() -> None:
    assert branch_of("Merge pull request #12 from ana/new/carts") == "new/carts"
    assert number_of("Merge pull request #12 from ana/carts") == number_of("Add carts (#12)") == "12"
    assert branch_of("Add carts") == number_of("Add carts") == ""


FIRST = change(1, "Add carts (#7)")
PULL = change(
    2, "Merge pull request #8 from bo/sums", "Add sums", inner=(merged(20, "sum"), merged(21, "fix"))
)


@pytest.mark.parametrize(
    ("later", "taken_back"),
    [
        (change(9, 'Revert "x"', f"This reverts commit {sha(1)}."), [0]),
        (change(9, "Take it back", f"This reverts commits {sha(1)} and {sha(2)[:40]}."), [0, 1]),
        (change(9, "Oh no", f"this reverts commit {sha(21)}"), [1]),
        (change(9, 'Revert "Add carts (#7)" (#9)'), [0]),
        (change(9, 'Revert "Add sums"'), [1]),
        (change(9, "Revert #8"), [1]),
        (change(9, "Revert shop/carts#7"), [0]),
        (
            change(9, "Merge pull request #9 from x/y", "", inner=(merged(90, 'Revert "Add carts (#7)"'),)),
            [0],
        ),
        (change(9, "Add carts again", f"See {sha(1)}."), []),
        (change(9, 'Revert "Never seen"', f"This reverts commit {sha(77)}."), []),
        (change(9, 'Revert "Add carts (#7)"', day=91), []),
        (change(9, "Revert the thought"), []),
    ],
)
def test_a_message_tells_what_it_takes_back(later: Landed, taken_back: list[int]) -> None:
    reverts = Reverts()
    assert [reverts.add(FIRST), reverts.add(PULL)] == [[], []]
    assert reverts.add(later) == taken_back


def test_a_merge_of_very_many_commits_says_nothing_about_one_of_them() -> None:
    reverts = Reverts()
    reverts.add(FIRST)
    many = tuple(merged(100 + n, f"This reverts commit {sha(1)}") for n in range(31))
    assert reverts.add(change(9, "Merge branch 'all'", inner=many)) == []


@pytest.mark.parametrize(
    ("title", "subject", "answer"),
    [
        ('Revert "Add carts"', "", True),
        ("[stable] Revert carts", "", True),
        ("Roll back the carts", "", True),
        ("Backed out carts", "", True),
        ("carts", "Merge pull request #3 from ana/revert-7-carts", True),
        ("Add a way to revert carts", "", False),
        ("Backend for carts", "", False),
    ],
)
def test_a_revert_says_so(title: str, subject: str, *, answer: bool) -> None:
    assert is_revert(title, subject) is answer


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_message_can_be_read(subject: str, body: str) -> None:
    reverts = Reverts()
    reverts.add(FIRST)
    assert reverts.add(change(2, subject, f"revert {body}")) in ([], [0])


def commit(number: int, *parents: int, subject: str = "c") -> Commit:
    return Commit(sha(number), "Ana", "Ana@Example.com", subject, parents=tuple(map(sha, parents)))


def test_a_range_falls_into_the_changes_that_landed() -> None:
    told = (commit(6, 4, 5), commit(5, 3), commit(4, 1, 3), commit(3, 2), commit(2, 1))
    newest, older = landings(told)
    assert (newest.sha, older.sha) == (sha(6), sha(4))
    assert [inner.sha for inner in older.inner] == [sha(2), sha(3)]
    assert [inner.sha for inner in newest.inner] == [sha(5)]
    assert newest.inner[0].email == newest.email == "ana@example.com"


def test_without_parents_every_commit_is_a_change() -> None:
    assert [landed.sha for landed in landings((commit(2), commit(1)))] == [sha(2), sha(1)]
    assert landings(()) == ()


def test_commits_that_name_each_other_end() -> None:
    assert len(landings((commit(1, 2), commit(2, 1)))) <= 3
