"""One table says what the App asks for; the local GitHub grants it, and docs/github.md explains it."""

from pathlib import Path

import pytest

from app.adapters.github.permissions import EVENTS, REQUIRED, REQUIRED_PERMISSIONS, lacking, named
from sandbox.github import installation

DOCS = Path(__file__).parents[2] / "docs" / "github.md"


def test_the_local_github_grants_just_that() -> None:
    assert dict(installation.APP_PERMISSIONS) == dict(REQUIRED_PERMISSIONS)
    assert sorted(installation.EVENTS) == sorted(EVENTS)


def test_the_page_explains_each_permission_and_event() -> None:
    page = DOCS.read_text()
    rows = [f"| {wanted.label} | {wanted.level} | {wanted.why} |" for wanted in REQUIRED.values()]
    rows += [f"| `{name}` | {why} |" for name, why in EVENTS.items()]
    assert [row for row in rows if row not in page] == []


@pytest.mark.parametrize(
    ("granted", "lacks"),
    [
        ({}, {"checks": "write"}),
        ({"checks": "read"}, {"checks": "write"}),
        ({"checks": "write"}, {}),
        ({"checks": "admin"}, {}),
        ({"checks": "something new"}, {"checks": "write"}),
    ],
)
def test_a_lower_level_or_an_unknown_one_is_lacking(granted: dict[str, str], lacks: dict[str, str]) -> None:
    others = {name: level for name, level in REQUIRED_PERMISSIONS.items() if name != "checks"}
    assert lacking(others | granted) == lacks


def test_people_read_the_names_that_githubs_pages_have() -> None:
    assert (
        named({"pull_requests": "read", "statuses": "read"}) == "Pull requests: read, Commit statuses: read"
    )
