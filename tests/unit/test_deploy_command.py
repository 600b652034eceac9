"""What is typed after /deploy: which words mention, name or mean somebody; and the forms that are shown."""

import json
from pathlib import Path

import pytest

from blocks.usage import COMMAND, FORMS, HELP, Form, explained, mistake, usage
from handlers.commands import ANSWERS
from handlers.typed import (
    Miswritten,
    closest,
    note_of,
    person_of,
    prose,
    reason_of,
    shown,
    unknown,
    words_of,
)
from sandbox.slack.block_shapes import Surface
from sandbox.slack.blocks import problems
from tests.unit.hostile import NASTY

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        ("lock  production\tno\nmore", ("lock", "production", "no", "more")),
        ("link octocat <@U0BO000001|bo>", ("link", "octocat", "<@U0BO000001|bo>")),
        ("link octocat <@U0BO000001|Bo van Dam>", ("link", "octocat", "<@U0BO000001|Bo_van_Dam>")),
        ("\u00a0status\u2003", ("status",)),
    ],
)
def test_a_token_is_one_word_whatever_name_stands_in_it(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("word", "person"),
    [
        ("<@U0BO000001|bo>", "U0BO000001"),
        ("<@W0BO000001>", "W0BO000001"),
        ("@bo", None),
        ("U0BO000001", None),
        ("<@U0BO000001|bo>,", None),
        ("&lt;@U0BO000001&gt;", None),
        ("<@S0BO000001|bo>", None),
        ("<@U0bo000001>", None),
        ("<@U0BO000001|<@U0CY000001>>", None),
        ("<#C0APPROVAL|deploy-approval>", None),
        ("<!subteam^S0RELEASE1|@release-owners>", None),
        ("<!channel>", None),
    ],
)
def test_only_slacks_own_token_names_a_person(word: str, person: str | None) -> None:
    assert person_of(word) == person


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["<@U0BO000001|bo>", "said", "so"], "@bo said so"),
        (["<@U0BO000001>"], "@U0BO000001"),
        (["see", "<#C0DEPLOYS1|deploys>"], "see #deploys"),
        (["<!subteam^S0DBA00001|@dba>", "<!subteam^S0DBA00001>"], "@dba @S0DBA00001"),
        (["<!channel>", "<!here|here>", "<!everyone>"], "@channel @here @everyone"),
        (["<https://evil.example|Approve>"], "https://evil.example"),
        (["a", "&lt;b&gt;", "&amp;amp;", "c"], "a <b> &amp; c"),
        (["&lt;!channel&gt;"], "<!channel>"),
    ],
)
def test_a_reason_is_what_was_typed_with_a_name_for_each_token(words: list[str], text: str) -> None:
    assert prose(words) == text


def test_a_reason_is_neither_missing_nor_too_long() -> None:
    assert reason_of(["x" * 1000]) == "x" * 1000
    with pytest.raises(Miswritten, match="Say why"):
        reason_of([])
    with pytest.raises(Miswritten, match="3,000 characters, and 1,000 is the most"):
        reason_of(["x" * 3000])
    assert note_of([]) == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("stauts", "status"),
        ("STATUS", "status"),
        ("histroy", "history"),
        ("frobnicate", None),
        ("x" * 9999, None),
    ],
)
def test_the_closest_name_is_offered(typed: str, meant: str | None) -> None:
    assert closest(typed, FORMS) == meant


@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY)
def test_what_is_not_understood_is_shown_short_and_without_code(words: str) -> None:
    assert len(shown(words)) <= 40
    assert "`" not in shown(words)
    assert len(str(unknown(words, "an environment", [f"env{n}" for n in range(100)]))) < 500


def test_there_is_a_form_an_example_and_an_answer_for_each_command() -> None:
    assert list(FORMS) == [form.name for form in HELP]
    assert set(FORMS) == set(ANSWERS)
    assert all(form.example.split()[0] == form.name for form in HELP)
    said = json.dumps(usage().blocks)
    assert all(f"`{COMMAND} {form.form}`" in said and f"`{COMMAND} {form.example}`" in said for form in HELP)
    assert problems(list(usage().blocks), Surface.MESSAGE) == []


@pytest.mark.parametrize("form", HELP, ids=FORMS)
def test_the_readme_lists_each_command_in_its_form(form: Form) -> None:
    assert f"`{form.form}`" in README.read_text()


@pytest.mark.parametrize("form", HELP, ids=FORMS)
def test_the_help_of_one_command_says_what_it_does(form: Form) -> None:
    assert form.does in json.dumps(explained(form).blocks)


@pytest.mark.parametrize("typed", NASTY.values(), ids=NASTY)
def test_what_was_typed_is_shown_again_where_slack_reads_nothing_into_it(typed: str) -> None:
    message = mistake("Say why.", typed, FORMS["lock"])
    assert problems(list(message.blocks), Surface.MESSAGE) == []
    said = [block for block in message.blocks if block["type"] == "section"]
    assert "<!channel>" not in json.dumps(said) + message.text
    assert message.text == "Say why. Write `/deploy lock [OWNER/NAME] ENV REASON`."


def test_nothing_of_three_thousand_characters_is_lost() -> None:
    typed = "lock production " + "why " * 750
    assert typed.strip() in json.dumps(mistake("Too long.", typed, FORMS["lock"]).blocks)
