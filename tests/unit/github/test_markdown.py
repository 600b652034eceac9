"""Foreign text on GitHub: words, and nothing that mentions, links, formats or draws."""

from dataclasses import replace

import pytest

from app.adapters.github.markdown import JOINER, code, escaped, link, told
from app.adapters.github.promotion import comment
from app.domain.deploy import State
from app.domain.policy import Approvals
from app.domain.report import GateName
from tests.unit.example import PENDING, REPORT, RULES, SUMMARY
from tests.unit.github.kit import deploy_of

J = JOINER
HOSTILE = (
    "@ana <img src=x onerror=1> ![x](http://evil.example) **bold** [a](javascript:1) www.evil.example #1"
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words", "plain words"),
        ("@harbour/all", f"\\@{J}harbour/all"),
        ("fixes #12 and gh-12", f"fixes \\#{J}12 and gh-{J}12"),
        ("https://evil.example", f"https:{J}//evil.example"),
        ("www.evil.example", f"www{J}.evil.example"),
        ("a@b.example", f"a\\@{J}b.example"),
        ("<b>x</b>", "\\<b\\>x\\</b\\>"),
        ("[a](b) *c* _d_ `e` ~f~", "\\[a\\](b) \\*c\\* \\_d\\_ \\`e\\` \\~f\\~"),
        ("\\@ana", f"\\\\\\@{J}ana"),
        ("one\r\n# two\u2028- three", f"one \\#{J} two - three"),
        ("\u202egnp.exe", "\ufffdgnp.exe"),
        ("&lt;b&gt;", "\\&lt;b\\&gt;"),
    ],
)
def test_what_is_foreign_is_only_words(text: str, shown: str) -> None:
    assert escaped(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a`b", "`a'b`"), ("", "` `"), ("``", "`''`"), ("@ana\nx", "`@ana x`"), ("\\", "`\\`")],
)
def test_code_is_never_ended_by_what_is_in_it(text: str, shown: str) -> None:
    assert code(text) == shown


def test_the_reviews_own_words_keep_their_code() -> None:
    assert told("Drops `users.email`, see `@ana`.") == "Drops `users.email`, see `@ana`."
    assert told("a ` b") == "a `b`"


def test_long_text_is_cut() -> None:
    assert len(escaped("x" * 10_000, 50)) == 50
    assert escaped("x" * 10_000, 50).endswith("…")


@pytest.mark.parametrize(
    "url", [None, "", "javascript:1", "https://x.example/a b", "https://x.example/)[x](y"]
)
def test_only_plain_addresses_are_linked(url: str | None) -> None:
    assert link("the card", url) == "the card"


@pytest.mark.parametrize("state", [State.REJECTED, State.CANCELLED])
def test_a_hostile_reason_is_bounded_and_says_nothing_in_our_voice(state: State) -> None:
    deploy = deploy_of("a" * 40, state=state)
    assert deploy.decision
    words = comment.refusal(replace(deploy, decision=replace(deploy.decision, reason=HOSTILE + "@" * 5000)))
    assert len(words) <= comment.COMMENT_MAX
    assert "@ana" not in words
    assert "![x" not in words
    assert all(words[at - 1] == "\\" for at in range(len(words)) if words[at] in "<*")
    assert deploy.id in words


def test_why_it_waits_fits_whatever_the_report_says() -> None:
    teams = {GateName.AUTH: tuple(f"@team{n}" for n in range(99))}
    rules = replace(RULES, approvals=Approvals(low=3), gates=teams)
    gated = replace(PENDING, rules=rules, summary=replace(SUMMARY, gates=frozenset({GateName.AUTH})))
    report = replace(REPORT, recommendation="@" * 5000)
    words = comment.waiting(gated, report, is_last=True)
    assert len(words) <= comment.COMMENT_MAX
    assert "0 of 3 approvals." in words
    assert "A auth change" not in words
    assert "An auth change needs one of" in words
    assert "`@team2` or 96 more." in words
