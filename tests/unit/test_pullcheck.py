"""What the check run on a pull request says."""

from dataclasses import replace

import pytest

from app.adapters.github.pulls.pullcheck import LINES_MAX, NAME, name_of, summary, title
from app.domain.pullgate import Need, PullRequest, Source, Standing, Verdict
from app.domain.pullmark import mark_of, number_of
from app.domain.report import Finding, GateName, Level, Unknown

PULL = PullRequest("acme/shop", 7, "a" * 40, "main", "b" * 40, author="ana")
AUTH = Need(GateName.AUTH, ("@security", "U0SEC00001"), Source.POLICY)
OWNED = Need(GateName.PAYMENTS, ("@acme/pay",), Source.OWNERS)
WHOLE = Need(None, ("@release",), Source.POLICY)
MISSING = Verdict(Standing((AUTH, OWNED)), ((AUTH, "cy"), (OWNED, None)))


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict(Standing()), "No human gate stands"),
        (MISSING, "Needs review: payments"),
        (Verdict(Standing((AUTH,)), ((AUTH, "cy"),)), "Reviewed: auth"),
        (Verdict(Standing((WHOLE,)), ((WHOLE, None),)), "Needs review: the whole change"),
        (Verdict(Standing(), problem="The policy is broken."), "Could not be judged"),
    ],
)
def test_the_title_says_how_it_stands(verdict: Verdict, words: str) -> None:
    assert title(verdict) == words
    assert verdict.is_satisfied is (words[:2] in ("No", "Re"))


def test_the_table_names_who_is_asked_by_whom_and_who_answered() -> None:
    lines = summary(PULL, MISSING).splitlines()
    assert "| auth | `@security` or `U0SEC00001` (policy) | `cy` |" in lines
    assert "| payments | `@acme/pay` (CODEOWNERS) | **nobody yet** |" in lines


def test_nobody_is_called_and_nothing_foreign_is_drawn() -> None:
    finding = Finding(
        "path.auth", Level.MEDIUM, "Touches `a|b` @all <img> [x](y).", path="a`|b\n# c", gate=GateName.AUTH
    )
    standing = Standing((AUTH,), (finding,), (GateName.SCHEMA,), (Unknown("x`y", "@all | <b>"),))
    verdict = Verdict(standing, ((AUTH, None),), ("@eve approved, but **no**.",), "<script> @all")
    drawn = summary(PULL, verdict)
    outside = "".join(drawn.split("`")[::2])
    assert "@all" not in outside
    assert "@eve" not in outside
    assert "<img>" not in drawn.replace("\\<img\\>", "")
    assert "\n# c" not in drawn


def test_long_lists_are_cut_and_said_so() -> None:
    needs = tuple(Need(GateName.AUTH, (f"@{n}",), Source.OWNERS) for n in range(LINES_MAX + 2))
    notes = tuple(f"{n} approved, but no." for n in range(LINES_MAX + 3))
    drawn = summary(PULL, Verdict(Standing(needs), tuple((need, None) for need in needs), notes))
    assert "And 2 more." in drawn
    assert "- and 3 more" in drawn


def test_a_check_for_another_branch_has_another_name() -> None:
    assert name_of(PULL) == NAME
    assert name_of(replace(PULL, base="release/2", is_base_default=False)) == f"{NAME} (release/2)"


@pytest.mark.parametrize("mark", [None, 7, "", "airlock-human-review-", "airlock-human-review-0", "x-7", "7"])
def test_a_mark_is_known_again_and_nothing_else_is(mark: object) -> None:
    assert number_of(mark_of(PULL)) == 7
    assert number_of(mark) is None
