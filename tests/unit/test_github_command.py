"""`airlock github manifest` prints what GitHub is to be told, and how."""

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

import pytest
from click.testing import CliRunner, Result

from app.adapters.github.permissions import EVENTS, REQUIRED_PERMISSIONS
from app.cli import main

URL = "https://airlock.harbour.example"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.chdir(tmp_path_factory.getbasetemp())
    for name in ("AIRLOCK_URL", "GITHUB_API_URL"):
        monkeypatch.delenv(name, raising=False)


def printed(*arguments: str, env: Mapping[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, ["github", "manifest", *arguments], env=env)


def link(result: Result) -> str:
    return next(line.strip() for line in result.stderr.splitlines() if "/settings/apps/new?" in line)


def test_the_manifest_asks_for_what_the_table_names_and_is_not_public() -> None:
    told = json.loads(printed("--url", URL).stdout)
    assert told["default_permissions"] == dict(REQUIRED_PERMISSIONS)
    assert told["default_events"] == list(EVENTS)
    assert told["hook_attributes"] == {"url": f"{URL}/webhooks/github", "active": True}
    assert told["public"] is False


def test_without_an_address_there_are_no_webhooks() -> None:
    result = printed()
    told = json.loads(result.stdout)
    assert "hook_attributes" not in told
    assert told["default_events"] == list(EVENTS)
    assert "AIRLOCK_GITHUB_POLL" in result.stderr


def test_the_link_fills_in_what_the_manifest_says() -> None:
    result = printed("--url", URL, "--org", "harbour")
    told, parts = json.loads(result.stdout), urlsplit(link(result))
    asked = parse_qsl(parts.query)
    assert (parts.netloc, parts.path) == ("github.com", "/organizations/harbour/settings/apps/new")
    assert {name: level for name, level in asked if name in REQUIRED_PERMISSIONS} == told[
        "default_permissions"
    ]
    assert [event for name, event in asked if name == "events[]"] == told["default_events"]
    rest = {n: v for n, v in asked if n not in REQUIRED_PERMISSIONS and n != "events[]"}
    assert rest == {
        "name": "Airlock harbour",
        "description": told["description"],
        "url": URL,
        "public": "false",
        "webhook_active": "true",
        "webhook_url": f"{URL}/webhooks/github",
    }


def test_an_enterprise_server_has_its_own_page() -> None:
    result = printed(env={"GITHUB_API_URL": "https://git.harbour.example/api/v3"})
    assert link(result).startswith("https://git.harbour.example/settings/apps/new?")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--org", "har/bour"), "--org: `har/bour` is no organisation"),
        (("--url", "http://airlock.harbour.example"), "must be an https URL"),
        (("--url", "https://"), "must be an https URL"),
        (("--name", "A" * 35), "--name: at most 34 characters"),
    ],
)
def test_what_github_would_refuse_is_refused_here(arguments: tuple[str, ...], words: str) -> None:
    result = printed(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
