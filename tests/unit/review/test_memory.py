"""What the past says of a change, and in which sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.evidence import Evidence
from app.domain.past import Echo, History, Landed, Rate
from app.domain.report import FileChange, Status
from app.review.change.announced import LOWERING, RAISING, TITLE_MOST, stem, weighed
from app.review.past.coming import Coming, coming, module_of
from app.review.past.look import look_at_past
from app.review.past.memory import Memory, recall
from app.review.past.revert import DAY
from tests.unit.review.example import BASE, HEAD, commit

CART, TAX, PAGE = "shop/cart/sum.py", "shop/tax/rate.py", "docs/a.md"


def landed(number: int, *paths: str, day: int = 0, title: str = "Add it", author: str = "Ana") -> Landed:
    return Landed(f"{number:040x}", None, day * DAY, "a@example.com", author, title, "", paths)


def revert(number: int, of: int, *paths: str, day: int = 0) -> Landed:
    body = f"This reverts commit {of:040x}."
    return Landed(f"{number:040x}", None, day * DAY, "b@example.com", "Bo", "Take it back", body, paths)


def memory(*changes: Landed) -> Memory:
    made = Memory()
    for change in changes:
        made.add(change)
    return made


def asked(*paths: str, day: int = 0, title: str = "Add more", author: str = "Ana") -> Coming:
    return Coming(day * DAY, title, author.lower(), paths)


MANY = tuple(landed(n, TAX, day=n) for n in range(1, 101))


def test_places_that_went_wrong_stand_out() -> None:
    past = memory(*MANY, landed(200, CART, day=101), revert(201, 200, CART, day=102))
    risky = past.about(asked(CART, day=103))
    calm = past.about(asked(TAX, day=103))
    assert risky.file
    assert calm.file
    assert risky.file.ratio > 5
    assert calm.file.ratio < 1
    assert risky.module
    assert (risky.file.place, risky.module.place) == (CART, "shop/cart")
    assert (risky.changes, risky.reverts, risky.lately) == (102, 1, 1)


def test_a_revert_counts_only_from_the_moment_when_it_landed() -> None:
    past = memory(*MANY, landed(200, CART, day=101))
    assert past.about(asked(CART, day=102)).reverts == 0


def test_what_went_wrong_long_ago_counts_less() -> None:
    past = memory(*MANY, landed(200, CART, day=101), revert(201, 200, CART, day=102))
    soon, late = (past.about(asked(CART, day=day)).file for day in (103, 103 + 3 * 365))
    assert soon
    assert late
    assert soon.ratio > late.ratio > 1


def test_a_change_like_one_that_was_taken_back_is_named() -> None:
    past = memory(
        *MANY, landed(200, CART, TAX, day=101, title="New cart sums"), revert(201, 200, CART, day=102)
    )
    again = past.about(asked(CART, TAX, day=110, title="New cart sums, second try"))
    assert again.same_files == Echo("New cart sums", 1.0)
    assert again.same_title
    assert again.same_title.overlap > 0.5
    assert past.about(asked(CART, day=140)).same_files is None


def test_who_knows_the_files_is_told_apart() -> None:
    past = memory(*MANY)
    own, other = past.about(asked(TAX, day=101)), past.about(asked(TAX, day=101, author="Bo"))
    assert (own.own, own.all, own.by_others) == (100, 100, 0.0)
    assert (other.own, other.by_others, other.active) == (0, 1.0, 0)
    assert own.unfamiliarity < 0.1
    assert other.unfamiliarity > 4


def test_the_same_persons_changes_in_another_place_say_nothing() -> None:
    past = memory(*MANY, landed(200, CART, day=101), revert(201, 200, CART, day=102))
    there, elsewhere, other = (
        past.about(asked(path, day=103, author=author)).own_module
        for path, author in ((CART, "Ana"), (TAX, "Ana"), (CART, "Cy"))
    )
    assert there
    assert elsewhere
    assert other
    assert (there.place, elsewhere.place) == ("shop/cart", "shop/tax")
    assert there.ratio > other.ratio == 1 > elsewhere.ratio


def test_documents_count_only_when_there_is_nothing_else() -> None:
    assert coming(landed(1, PAGE, CART)).paths == (CART,)
    assert coming(landed(1, PAGE)).paths == (PAGE,)
    assert module_of("a.py") == "."


def test_a_review_recalls_what_lies_before_its_base() -> None:
    files = (FileChange(CART, "shop/old.py", Status.RENAMED, 1, 1),)
    evidence = Evidence("a/b", HEAD, BASE, files=files, commits=(commit("Add more", "ANA"),))
    history = recall([*MANY, landed(200, "shop/old.py", day=101)], evidence)
    assert (history.changes, history.own) == (101, 1)


def test_without_a_past_nothing_is_said() -> None:
    assert look_at_past(None).findings == ()


TOLD = History(
    changes=1000,
    reverts=10,
    file=Rate(CART, 4.0),
    module=Rate("shop/cart", 1.1),
    own_module=Rate("shop/cart", 2.0),
    fixes=Rate(CART, 0.5),
    words=2.0,
    same_files=Echo("New <cart>", 0.5),
    lately=2,
    lately_ratio=4.0,
    unfamiliarity=3.0,
    all=7,
    by_others=1.0,
    active=3,
    untouched=400,
)


def test_each_fact_is_a_sentence() -> None:
    told = {sighting.rule: sighting for sighting in look_at_past(TOLD).findings}
    file = told["history.file"]
    assert file.message == f"Changes to `{CART}` were reverted 4.0 times as often as the average here."
    assert file.times == 2.0
    assert told["history.module"].message.endswith("about as often as the average here.")
    own = told["history.own-module"].message
    assert own.startswith("Earlier changes below `shop/cart` by the same author were reverted more often")
    assert "2.0" not in own
    assert told["history.fixes"].times == -1.0
    assert told["history.lately"].message == "Of the last 30 changes here, 2 were reverted."
    assert (
        told["history.unfamiliar"].message
        == "Its main author made none of the 7 earlier changes to these files."
    )
    assert told["history.by-others"].message == "Somebody else made the last change to all of these files."
    assert told["history.untouched"].message == "One of the files has not changed for 400 days."


TOGETHER = (
    "Changes of `ci`, `code` and `lock` files together were reverted 2.0 times as often as the average here."
)


@pytest.mark.parametrize(
    ("past", "message"),
    [
        (
            History(9, 1, module=Rate(".", 2.0)),
            "Changes to files at the top were reverted 2.0 times as often as the average here.",
        ),
        (
            History(9, 1, kinds=Rate("code", 2.0)),
            "Changes of `code` files alone were reverted 2.0 times as often as the average here.",
        ),
        (History(9, 1, kinds=Rate("ci+code+lock", 2.0)), TOGETHER),
    ],
)
def test_places_are_told_in_words(past: History, message: str) -> None:
    assert look_at_past(past).findings[0].message == message


def test_no_sentence_names_a_person_or_a_persons_reverts() -> None:
    past = memory(*MANY, landed(200, CART, day=101), revert(201, 200, CART, day=102))
    for sighting in look_at_past(past.about(asked(CART, day=103))).findings:
        assert "ana" not in sighting.message.lower()


@given(
    st.lists(st.tuples(st.sampled_from([CART, TAX, PAGE, "x"]), st.integers(0, 400), st.text(max_size=20)))
)
def test_any_past_gives_finite_facts(changes: list[tuple[str, int, str]]) -> None:
    past = memory(*(landed(n, path, day=day, title=title) for n, (path, day, title) in enumerate(changes)))
    for sighting in look_at_past(past.about(asked(CART, "new", day=200))).findings:
        assert abs(sighting.times) < 20


@pytest.mark.parametrize(
    ("form", "root"),
    [
        ("disabled", "disabl"),
        ("disables", "disabl"),
        ("upgrading", "upgrad"),
        ("queries", "query"),
        ("caching", "cach"),
        ("as", "as"),
        ("", ""),
    ],
)
def test_forms_of_a_word_share_their_stem(form: str, root: str) -> None:
    assert stem(form) == root


def test_no_word_stands_twice_in_the_table() -> None:
    words = [*RAISING, *LOWERING]
    assert len({stem(word) for word in words}) == len(words)


@given(st.text())
def test_no_title_weighs_more_than_it_may(title: str) -> None:
    total, words = weighed(title)
    assert -TITLE_MOST <= total <= TITLE_MOST
    assert bool(words) == bool(total)


@pytest.mark.parametrize(
    ("past", "says"),
    [
        (History(100, 0, words=-0.1), None),
        (History(100, 5, words=-1.0), "more often than most"),
        (History(100, 5, words=-4.0), "less often than most"),
    ],
)
def test_words_are_held_against_those_of_most_titles(past: History, says: str | None) -> None:
    told = {sighting.rule: sighting for sighting in look_at_past(past).findings}.get("history.words")
    assert bool(told) == bool(says)
    if told and says:
        assert says in told.message
        assert (told.times > 0) == says.startswith("more")
