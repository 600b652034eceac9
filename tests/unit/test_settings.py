"""Settings: what is read, what is refused and in which words, and that all three lists of them agree."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from app.domain.errors import BadInput
from app.settings import Settings, load

ROOT = Path(__file__).parents[2]
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----"
NAMES = [field.upper() for field in Settings.model_fields]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in set(os.environ).intersection(NAMES):
        monkeypatch.delenv(name)


def test_nothing_needs_to_be_set() -> None:
    settings = load()
    assert settings.slack_bot_token is None
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.airlock_data_dir == Path(".airlock")
    assert (settings.airlock_http_host, settings.airlock_http_port) == ("127.0.0.1", 8080)
    assert settings.airlock_allowed_hosts == settings.airlock_slack_queue_apps == ()
    assert settings.airlock_sweep == timedelta(seconds=1)


def test_the_dot_env_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(
        "SLACK_BOT_TOKEN=xoxb-file\nAIRLOCK_SWEEP=8s\nSOMEBODY_ELSES=1\n", encoding="utf-8"
    )
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-environment")
    settings = load()
    assert settings.slack_bot_token == SecretStr("xoxb-environment")
    assert settings.airlock_sweep == timedelta(seconds=8)


def test_the_example_as_it_stands_is_the_defaults() -> None:
    defaults = load()
    Path(".env").write_bytes((ROOT / ".env.example").read_bytes())
    assert load() == defaults
    Path(".env").write_text(_uncommented(), encoding="utf-8")
    assert load() == defaults


def _uncommented() -> str:
    return re.sub(r"^# (?=[A-Z_]+=)", "", (ROOT / ".env.example").read_text("utf-8"), flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        (
            "AIRLOCK_ALLOWED_HOSTS",
            "ci.example.com, 127.0.0.1:8000,[::1]:80,,",
            ("ci.example.com", "127.0.0.1:8000", "[::1]:80"),
        ),
        ("AIRLOCK_ALLOWED_HOSTS", "CI.Example.com", ("ci.example.com",)),
        ("AIRLOCK_SLACK_QUEUE_APPS", "A012ABCD0A0,A2", ("A012ABCD0A0", "A2")),
        ("AIRLOCK_SWEEP", " 2m ", timedelta(minutes=2)),
        ("AIRLOCK_SWEEP", "", timedelta(seconds=1)),
        ("AIRLOCK_DATA_DIR", "/var/lib/airlock", Path("/var/lib/airlock")),
        ("AIRLOCK_DATA_DIR", "~/airlock", Path.home() / "airlock"),
        ("REDIS_URL", "unix:///run/redis.sock", "unix:///run/redis.sock"),
        ("SLACK_API_URL", "http://127.0.0.1:9000/api", "http://127.0.0.1:9000/api/"),
        ("SLACK_API_URL", "http://localhost:9000/", "http://localhost:9000/"),
        ("SENTRY_DSN", "http://key@127.0.0.1:9000/1", "http://key@127.0.0.1:9000/1"),
        ("SLACK_APP_TOKEN", " xapp-1-A0-B ", SecretStr("xapp-1-A0-B")),
        ("GITHUB_API_URL", "https://git.example.com/api/v3/", "https://git.example.com/api/v3"),
        ("GITHUB_APP_ID", "Iv23liABCdef", "Iv23liABCdef"),
        ("AIRLOCK_GITHUB_POLL", "0", timedelta(0)),
        ("AIRLOCK_GITHUB_POLL", "8s", timedelta(seconds=8)),
        ("GITHUB_APP_PRIVATE_KEY", PEM.replace("\n", "\\n"), SecretStr(PEM)),
        ("AIRLOCK_SIGNING_KEY", PEM.replace("\n", "\\n"), SecretStr(PEM)),
    ],
)
def test_a_setting_is_read(monkeypatch: pytest.MonkeyPatch, name: str, text: str, value: object) -> None:
    monkeypatch.setenv(name, text)
    assert getattr(load(), name.lower()) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SLACK_BOT_TOKEN", "xapp-hush"),
        ("SLACK_BOT_TOKEN", "xoxb-hush hush"),
        ("SLACK_APP_TOKEN", "xoxb-hush"),
        ("SLACK_API_URL", "http://slack.com/api/"),
        ("SLACK_API_URL", "http://127.0.0.1@slack.com/api/"),
        ("SLACK_API_URL", "https:///api/"),
        ("SLACK_API_URL", "https://[slack/"),
        ("SLACK_API_URL", "https://slack.com:99999/"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "http://:hush@localhost"),
        ("SENTRY_DSN", "https://sentry.example.com/hush"),
        ("AIRLOCK_URL", "airlock.example.com"),
        ("AIRLOCK_CI_SECRET", "hush"),
        ("AIRLOCK_HTTP_HOST", "a b"),
        ("AIRLOCK_HTTP_PORT", "http"),
        ("AIRLOCK_HTTP_PORT", "65536"),
        ("AIRLOCK_HTTP_PORT", "-1"),
        ("AIRLOCK_ALLOWED_HOSTS", "https://ci.example.com"),
        ("AIRLOCK_ALLOWED_HOSTS", "*"),
        ("AIRLOCK_SLACK_QUEUE_APPS", "my app"),
        ("GITHUB_API_URL", "http://git.example.com/api/v3"),
        ("GITHUB_APP_ID", "airlock"),
        ("GITHUB_APP_ID", "12 or 13"),
        ("GITHUB_APP_PRIVATE_KEY", "hush"),
        ("AIRLOCK_SIGNING_KEY", "hush"),
        ("GITHUB_TOKEN", "hush"),
        ("GITHUB_WEBHOOK_SECRET", "hush"),
        ("AIRLOCK_GITHUB_POLL", "-1s"),
        ("AIRLOCK_GITHUB_POLL", "2h"),
        ("AIRLOCK_SWEEP", "1"),
        ("AIRLOCK_SWEEP", "6m"),
    ],
)
def test_a_wrong_value_is_answered_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(BadInput) as refusal:
        load()
    sentence = str(refusal.value)
    assert sentence.startswith(f"{name} must be ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "hush" not in sentence


def test_the_sentence_repeats_what_is_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRLOCK_SWEEP", "4 hours")
    with pytest.raises(BadInput, match=r"^AIRLOCK_SWEEP must be a duration from 1s to 5m, not `4 hours`\.$"):
        load()


KEYS = ["GITHUB_APP_PRIVATE_KEY", "AIRLOCK_SIGNING_KEY"]


def key_file(content: bytes, mode: int = 0o600) -> None:
    Path("app.pem").write_bytes(content)
    Path("app.pem").chmod(mode)


@pytest.mark.parametrize("name", KEYS)
def test_a_key_is_read_from_its_file_unless_it_is_set_itself(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    key_file(PEM.encode())
    monkeypatch.setenv(f"{name}_FILE", "app.pem")
    assert getattr(load(), name.lower()) == SecretStr(PEM)
    monkeypatch.setenv(name, PEM + "\n2")
    assert getattr(load(), name.lower()) == SecretStr(PEM + "\n2")


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("content", [None, b"hush", b"\xff-----PRIVATE KEY-----"])
def test_a_key_file_that_holds_none_is_named(
    monkeypatch: pytest.MonkeyPatch, content: bytes | None, name: str
) -> None:
    if content is not None:
        key_file(content)
    monkeypatch.setenv(f"{name}_FILE", "app.pem")
    with pytest.raises(BadInput, match=rf"^{name}_FILE: app\.pem ") as refusal:
        load()
    assert "hush" not in str(refusal.value)


@pytest.mark.parametrize(("mode", "is_shut"), [(0o400, True), (0o440, True), (0o644, False), (0o620, False)])
def test_the_key_that_signs_must_be_shut_to_others(
    monkeypatch: pytest.MonkeyPatch, mode: int, *, is_shut: bool
) -> None:
    key_file(PEM.encode(), mode)
    monkeypatch.setenv("AIRLOCK_SIGNING_KEY_FILE", "app.pem")
    if is_shut:
        assert load().airlock_signing_key == SecretStr(PEM)
        return
    with pytest.raises(BadInput, match=r"^AIRLOCK_SIGNING_KEY_FILE: app\.pem can be read by others"):
        load()


def test_an_unreadable_dot_env_is_named() -> None:
    Path(".env").write_bytes(b"SLACK_BOT_TOKEN=\xff\xfe")
    with pytest.raises(BadInput, match=r"\.env cannot be read"):
        load()


def test_settings_never_change_and_never_print_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-hush")
    settings = load()
    assert "hush" not in f"{settings!r} {settings}"
    with pytest.raises(ValidationError):
        settings.airlock_http_port = 1


def test_settings_example_and_readme_list_the_same_names() -> None:
    example = re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    assert example == NAMES
    assert _readme_names() == NAMES


def test_every_setting_in_the_example_is_explained() -> None:
    blocks = (ROOT / ".env.example").read_text("utf-8").strip().split("\n\n")
    assert [block for block in blocks if not re.match(r"# [A-Z].*\.$", block, re.MULTILINE)] == []


def _readme_names() -> list[str]:
    """Return the first cells of the table whose header cell is `Setting`."""
    table = (ROOT / "README.md").read_text("utf-8").partition("\n| Setting |")[2].partition("\n\n")[0]
    return re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)
