"""One commit may name as many people as its message is long; nobody gets past the gate in a crowd."""

from app.adapters.doubt import AUTHORS_MAX, about_many
from app.domain.evidence import Commit, Evidence
from app.domain.policy import People
from tests.unit.example import BASE, QUEUED, SHA
from workers.crowd import NAMELESS, Roll, crowd


def named(*people: int) -> Evidence:
    """Return a commit for each number, with so many co-authors."""
    commits = [
        Commit(
            SHA, "A", f"author{one}@x.example", "s", tuple(f"{one}.{each}@x.example" for each in range(count))
        )
        for one, count in enumerate(people)
    ]
    return Evidence("harbour/shop", SHA, BASE, commits=tuple(commits))


def test_as_many_as_anybody_can_read_are_kept() -> None:
    evidence = named(AUTHORS_MAX - 2, 0)
    assert about_many(evidence) is evidence


def test_of_more_the_rest_is_an_author_without_an_address_so_that_one_more_is_asked() -> None:
    kept = about_many(named(AUTHORS_MAX - 2, 100_000, 0))
    first, second, third = kept.commits
    assert (first.email, len(first.co_authors)) == ("author0@x.example", AUTHORS_MAX - 2)
    assert (second.email, second.co_authors, third.email) == ("author1@x.example", ("",), "")
    assert [entry.subject for entry in kept.unknown] == ["commits"]
    assert f"100,{AUTHORS_MAX + 1} addresses name authors; {AUTHORS_MAX} are kept" in kept.unknown[0].reason


def test_an_address_longer_than_any_is_none_and_its_author_nobody() -> None:
    commit = Commit(SHA, "A", "a" * 300 + "@x.example", "s", ("bo@harbour.example",))
    kept = about_many(Evidence("harbour/shop", SHA, BASE, commits=(commit,)))
    found = crowd(Roll(People(), {}, {}, lambda _: "U0BO000001"), QUEUED, kept)
    assert (found.members, found.strangers) == (frozenset({"U0BO000001"}), (NAMELESS, "@ci"))
