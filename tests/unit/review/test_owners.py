"""Whose files are touched, as GitHub reads CODEOWNERS."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.report import Level
from app.review.place.look import look_at_paths
from app.review.place.owners import owners_of
from app.review.rules import RULES
from tests.unit.review.example import added, modified, patches, rules


@pytest.mark.parametrize(
    ("text", "path", "owners"),
    [
        ("* @ana\n", "a.py", ("@ana",)),
        ("* @ana\n/auth/ @org/security\n", "auth/login.py", ("@org/security",)),
        ("/auth/ @org/security\n* @ana\n", "auth/login.py", ("@ana",)),
        ("* @ana\n/auth/\n", "auth/login.py", ()),
        ("*.py @ana @bo ana@example.com\n", "x/a.py", ("@ana", "@bo", "ana@example.com")),
        ("*.py @ana # ask @bo\n", "a.py", ("@ana",)),
        ("# * @ana\n", "a.py", ()),
        ("docs/* @ana\n", "docs/a/b.md", ()),
        ("**/auth @ana\n", "x/auth/a.py", ("@ana",)),
        ("!a.py @ana\n[ab].py @bo\n", "a.py", ()),
        ("[Section]\n* @ana\n", "a.py", ("@ana",)),
        ("* @ana\r\n*.js @bo\r\n", "a.py", ("@ana",)),
        ("/a\u2028/b.py @ana\n", "b.py", ()),
        ("* notanowner <@U1> @a|b\n", "a.py", ()),
        ("", "a.py", ()),
        (None, "a.py", ()),
    ],
)
def test_the_last_line_that_fits_names_the_owners(
    text: str | None, path: str, owners: tuple[str, ...]
) -> None:
    read = owners_of(text, [path])
    assert read.of.get(path, ()) == owners
    assert not read.unknown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("*a*b*c* @ana\n", "line 1 has too many stars"),
        ("**/**/**/**/a @ana\n", "line 1 has too many stars"),
        ("* @ana\n" * 5_001, "more than 5,000 lines"),
        ("#" * (3 * 1024 * 1024 + 1), "larger than 3 MiB"),
    ],
)
def test_a_file_that_cannot_be_read_is_unknown(text: str, words: str) -> None:
    (unknown,) = owners_of(text, ["a.py"]).unknown
    assert unknown.subject == "CODEOWNERS"
    assert words in unknown.reason


def test_a_costly_line_does_not_hide_the_others() -> None:
    assert owners_of("*a*b*c* @bo\n*.py @ana\n", ["a.py"]).of == {"a.py": ("@ana",)}


def test_a_hostile_file_is_read() -> None:
    text = "".join(f"**/*a*b{n} @ana\n" for n in range(1_000))
    owners_of(text, ["a/" * 50 + "a" * 300])


@given(st.text(alphabet="*?/\\[]!# @abc.-\n\t", max_size=200), st.text(alphabet="ab/.*", max_size=60))
def test_any_text_is_read(text: str, path: str) -> None:
    owners_of(text, [path])


def test_a_sensitive_place_names_its_owners() -> None:
    seen = look_at_paths(patches(added("auth/login.py")), (), "auth/ @org/security\n")
    assert seen.findings[0].message == (
        "Touches authentication and sessions: `auth/login.py`. Owned by `@org/security`."
    )


def test_an_ordinary_place_names_nobody() -> None:
    seen = look_at_paths(patches(added("config/app.yml")), (), "* @ana\n")
    assert [found.message for found in seen.findings] == ["Touches configuration: `config/app.yml`."]


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("CODEOWNERS", "path.ownership"),
        (".github/CODEOWNERS", "path.ownership"),
        ("docs/CODEOWNERS", "path.ownership"),
        (".github/settings.yml", "path.ownership"),
        (".github/rulesets/main.json", "path.ownership"),
        (".github/airlock.yml", "path.policy"),
    ],
)
def test_who_may_say_yes_is_told_when_it_changes(path: str, rule: str) -> None:
    assert rule in rules(look_at_paths(patches(modified(path)), ()).findings)
    assert RULES[rule].severity is Level.MEDIUM


@pytest.mark.parametrize("path", ["src/codeowners.py", "airlock.yml", ".github/ISSUE_TEMPLATE/a.yml"])
def test_files_that_only_sound_alike_say_nothing_about_who_may(path: str) -> None:
    seen = rules(look_at_paths(patches(modified(path)), ()).findings)
    assert not {"path.ownership", "path.policy"} & set(seen)
