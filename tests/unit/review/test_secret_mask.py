"""No word of the report repeats a secret of the change."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.report import Level
from app.review.content.secret_mask import Mask
from app.review.render import report_json, report_text
from tests.unit.review.example import added, commit, document, report
from tests.unit.review.secret_example import BEGIN, made

TOKEN = "ghp_" + made(36)
CHOSEN = "Xk29-vLq7!zW4"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"Runs `{CHOSEN}`.", "Runs `[secret]`."),
        (f"Runs `{CHOSEN[:9]}…`.", "Runs `[secret]…`."),
        (f"Runs {CHOSEN[:5]}", "Runs [secret]"),
        (f"twice {CHOSEN} {CHOSEN}", "twice [secret] [secret]"),
        (f"`{TOKEN[4:30]}`", "`[secret]`"),
        ("`Xk29` is another word", "`Xk29` is another word"),
        ("Deals with authentication.", "Deals with authentication."),
        ("", ""),
    ],
)
def test_a_value_is_replaced_whole_cut_or_in_part(text: str, masked: str) -> None:
    assert Mask([CHOSEN, TOKEN, "authentication-99"])(text) == masked


def test_a_value_of_several_lines_is_replaced_line_by_line() -> None:
    body = made(64)
    assert Mask([f"{BEGIN}KEY-----\n{body}\n"])(f"has `{body}`") == "has `[secret]`"


def test_a_form_that_gives_itself_away_needs_no_diff() -> None:
    assert Mask()(f"A title says “use {TOKEN}”") == "A title says “use [secret]”"


def test_with_very_many_values_nothing_quoted_is_repeated() -> None:
    mask = Mask([f"{n:06}-{made(10, seed=n)}" for n in range(3_000)])
    assert mask("Does “this” and `that`.") == "Does `[secret]` and `[secret]`."


@settings(max_examples=200)
@given(st.text(), st.lists(st.text(max_size=30), max_size=5))
def test_any_text_and_any_values_are_taken(text: str, values: list[str]) -> None:
    masked = Mask(values)(text)
    assert not any(value in masked for value in values if len(value) > 8 and value.isalnum())


SQL = f"ALTER USER shop WITH PASSWORD '{CHOSEN}'; -- password = '{CHOSEN}'"


@pytest.mark.parametrize(
    "text",
    [
        report_json(report(added("migrations/0001.sql", f"{SQL}\n"))),
        report_json(
            report(added("app/a.py", f"password = '{CHOSEN}'\n"), commits=(commit(f"Enable {CHOSEN}"),))
        ),
        report_json(report(added("app/a.py", "x = 1\n"), commits=(commit(f"Enable {TOKEN}"),))),
        report_json(
            report(
                added("app/a.py", f"password = '{CHOSEN}'\n"),
                junit=(
                    document(f'<testsuite><testcase name="t[{CHOSEN}]"><failure/></testcase></testsuite>'),
                ),
            )
        ),
        report_json(report(added("requirements.txt", f"a @ git+https://bot:{CHOSEN}@github.com/x/a\n"))),
        report_json(report(added("app/a.py", f"enable_cache_{TOKEN[4:]} = '{TOKEN}'\n"))),
    ],
)
def test_other_findings_do_not_repeat_it(text: str) -> None:
    assert CHOSEN not in text
    assert TOKEN not in text


LONG = f"eyJ{made(33)}.eyJ{made(60, seed=8)}.{made(43, seed=9)}"  # a JWT, that messages cut


@pytest.mark.parametrize("value", [TOKEN, LONG, "AKIA" + made(16, "ABCDEFGHJKLMNPQR")])
@pytest.mark.parametrize("path", ["certs/{}.py", "migrations/0001_{}.sql", "{}/a.py", "V2__{}.sql"])
def test_a_secret_in_the_name_of_a_file_is_told_and_not_repeated(value: str, path: str) -> None:
    found = report(added(path.format(value), "DROP TABLE a;\n"))
    assert "Its name holds" in " ".join(finding.message for finding in found.findings)
    assert found.level is not Level.LOW
    told = report_json(found) + report_text(found)
    assert not any(value[at : at + 12] in told for at in range(4, len(value) - 12))
    assert path.format("[secret]") in [change.path for change in found.files]


def test_a_path_without_a_secret_stays_as_it_is() -> None:
    found = report(added("app/a.py", f"token = '{TOKEN}'\n"))
    assert [change.path for change in found.files] == ["app/a.py"]


@pytest.mark.parametrize("value", [TOKEN, LONG])
def test_what_is_cut_out_of_other_words_is_masked_as_well(value: str) -> None:
    suite = (
        f'<testsuite name="a"><testcase name="t[{value}]"><failure message="{value}"/></testcase></testsuite>'
    )
    found = report(
        f"diff --git a/{value}\n+x\n" + added("a.py"),
        checks=((f"a job of some length that is called {value}", "failure"),),
        junit=(document(suite, f"{value}.xml"),),
        commits=(commit(f"Use {value}"),),
    )
    told = report_json(found) + report_text(found)
    assert not any(value[at : at + 12] in told for at in range(4, len(value) - 12))
