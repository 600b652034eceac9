"""What titles, messages and the topics of added lines are worth."""

from dataclasses import replace

import pytest

from tests.unit.review.example import (
    added,
    commit,
    modified,
    report,
    rules,
)

SMALL = modified("app/cart.py")


@pytest.mark.parametrize(
    ("title", "points"),
    [
        ("Fix the sum", -4.7),
        ("Refactored carts", -5.4),
        ("docs: say more", -10.6),
        ("Disable carts by default", 13.9),
        ("Switch off, upgrade, disable by default", 14.1),
        ("Add a cart", None),
        ("Prefix all names", None),
    ],
)
def test_words_of_a_title_have_meant_something(title: str, points: float | None) -> None:
    made = report(SMALL, commits=(commit(title),))
    assert next((f.points for f in made.findings if f.rule == "history.title"), None) == points


def test_a_title_lowers_the_score_only_when_all_of_them_agree() -> None:
    made = report(SMALL, commits=(commit("Fix the sum"), commit("Add a cart")))
    assert "history.title" not in rules(made)


@pytest.mark.parametrize(
    ("title", "body", "rule"),
    [
        ("Reland the new cart", "", "history.reland"),
        ("Re-apply the new cart", "", "history.reland"),
        ("Split the deploys (take 2)", "", "history.reland"),
        ("Replace the carts", "Take two of replacing the carts.", "history.reland"),
        ("Add a cart", "It was reverted in #12.", "history.revert-talk"),
        ("Add a cart", "Because of this and that.", "history.explained"),
        ("Add a cart " * 20, "", "history.title-length"),
    ],
)
def test_messages_tell_more(title: str, body: str, rule: str) -> None:
    assert rule in rules(report(SMALL, commits=(replace(commit(title), body=body),)))


@pytest.mark.parametrize(
    ("title", "rule", "words"),
    [
        ('Revert "Add a cart"', "history.revert-talk", "Takes back what was shipped before"),
        ('Revert "Reapply "Add a cart" (#2)"', "history.revert-talk", "Takes back"),
        ('Revert "Revert "Revert "Add a cart"""', "history.revert-talk", "Takes back"),
        ("Roll back the cart", "history.revert-talk", "Takes back"),
        ('Revert "Revert "Add a cart""', "history.reland", "A title says that it brings back"),
        ('Reapply "Add a cart"', "history.reland", "A title says that it brings back"),
        ("Add a cart", "history.revert-talk", "Its message talks of a revert"),
    ],
)
def test_a_revert_is_told_from_what_brings_back(title: str, rule: str, words: str) -> None:
    made = report(SMALL, commits=(replace(commit(title), body="This reverts commit 1234567."),))
    told = {found.rule: found.message for found in made.findings}
    assert told[rule].startswith(words)
    assert ("history.reland" in told) is (rule == "history.reland")


def test_trailers_explain_nothing() -> None:
    body = "Signed-off-by: Ana <ana@example.com>\nChange-Id: I1"
    told = report(SMALL, commits=(replace(commit(), body=body),)).findings
    assert "No message explains it." in [finding.message for finding in told]


def test_a_bots_name_alone_earns_nothing() -> None:
    bot = (commit("Bump a", "dependabot[bot]"),)
    assert "history.bot" not in rules(report(SMALL, commits=bot))
    assert "history.bot" in rules(report(modified("requirements.txt", "a==1.1\n", "a==1.0\n"), commits=bot))


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("lock = threading.Lock()", "content.concurrency"),
        ("@lru_cache", "content.cache"),
    ],
)
def test_added_code_deals_with_a_topic(line: str, rule: str) -> None:
    found = next(f for f in report(added("app/a.py", f"x = 1\n{line}\n")).findings if f.rule == rule)
    assert (found.path, found.line) == ("app/a.py", 2)
    assert found.message.startswith("Adds lines in which a name speaks of ")


@pytest.mark.parametrize("path", ["docs/a.md", "tests/test_a.py", "web/a.html"])
def test_topics_are_looked_for_in_code_alone(path: str) -> None:
    made = report(added(path, "threading.Lock()\n"))
    assert not [name for name in rules(made) if name.startswith("content.")]
