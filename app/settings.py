"""What the operator decides, read from the environment and `.env`, once, in `wiring`."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from app import settingsterm as term
from app.adapters.secretfile import secret_in
from app.domain.errors import BadInput
from app.settingsterm import Duration, Interval, Items, LocalPath

_QUIET = frozenset({"redis_url", "sentry_dsn"})  # may hold a password: never repeated in a message


class Settings(BaseSettings):
    """A field's description completes "NAME must be …", the answer to a wrong value."""

    model_config = SettingsConfigDict(
        frozen=True, env_file=".env", env_ignore_empty=True, extra="ignore", str_strip_whitespace=True
    )

    slack_bot_token: Annotated[SecretStr, term.token("xoxb-")] | None = Field(
        default=None, description="the app's Bot User OAuth Token; it starts with xoxb-"
    )
    slack_app_token: Annotated[SecretStr, term.token("xapp-")] | None = Field(
        default=None, description="an App-Level Token with connections:write; it starts with xapp-"
    )
    slack_api_url: Annotated[
        str, term.url("https", "http"), term.must(term.stays_private), AfterValidator(term.ends_with_slash)
    ] = Field(
        default="https://slack.com/api/", description="an https URL, or http on this machine (127.0.0.1)"
    )
    redis_url: Annotated[str, term.url("redis", "rediss", "unix")] | None = Field(
        default=None, description="a URL that starts with redis://, rediss:// or unix://"
    )
    github_api_url: Annotated[
        str, term.url("https", "http"), term.must(term.stays_private), AfterValidator(term.without_slash)
    ] = Field(
        default="https://api.github.com", description="an https URL, or http on this machine (127.0.0.1)"
    )
    github_app_id: str | None = Field(
        default=None,
        pattern=term.GITHUB_APP_ID.pattern,
        description="the App ID or the Client ID on the page of your GitHub App",
    )
    github_app_private_key: (
        Annotated[SecretStr, BeforeValidator(term.lines), term.must(term.is_key)] | None
    ) = Field(
        default=None, description="a private key of your GitHub App, as in the .pem file that GitHub gives"
    )
    github_app_private_key_file: LocalPath | None = Field(
        default=None, description="the path of the .pem file that GitHub gives"
    )
    github_token: SecretStr | None = Field(
        default=None,
        min_length=term.SHORTEST_SECRET,
        description="a GitHub token, where there is no App",
    )
    github_webhook_secret: SecretStr | None = Field(
        default=None,
        min_length=term.SHORTEST_SECRET,
        description=f"at least {term.SHORTEST_SECRET} characters, the same as on the page of your GitHub App",
    )
    sentry_dsn: Annotated[str, term.url("https", "http"), term.must(term.is_dsn)] | None = Field(
        default=None, description="the DSN of a Sentry project, as in https://KEY@HOST/PROJECT"
    )
    airlock_data_dir: LocalPath = Field(default=Path(".airlock"), description="a directory")
    airlock_url: Annotated[str, term.url("https", "http")] | None = Field(
        default=None, description="the URL of an Airlock web process, as in https://airlock.example.com"
    )
    airlock_policy: LocalPath | None = Field(default=None, description="the path of a policy file")
    airlock_ci_secret: SecretStr | None = Field(
        default=None,
        min_length=term.SHORTEST_SECRET,
        description=f"at least {term.SHORTEST_SECRET} characters that only Airlock and your CI know",
    )
    airlock_signing_key: Annotated[SecretStr, BeforeValidator(term.lines), term.must(term.is_key)] | None = (
        Field(
            default=None,
            description="an Ed25519 private key in PEM, as `openssl genpkey -algorithm ed25519` makes it",
        )
    )
    airlock_signing_key_file: LocalPath | None = Field(
        default=None, description="the path of a file with an Ed25519 private key in PEM"
    )
    airlock_http_host: str = Field(
        default="127.0.0.1", pattern=r"^\S+$", description="an address to listen on"
    )
    airlock_http_port: int = Field(
        default=8080, ge=0, le=65535, description="a port, 0 to 65535 (0: any free one)"
    )
    airlock_metrics_token: SecretStr | None = Field(
        default=None,
        min_length=term.SHORTEST_SECRET,
        description=f"at least {term.SHORTEST_SECRET} characters that only Airlock and your Prometheus know",
    )
    airlock_allowed_hosts: Annotated[Items, AfterValidator(term.lower), term.each(term.HOST)] = Field(
        default=(), max_length=100, description="host or host:port, several separated by commas"
    )
    airlock_slack_queue_apps: Annotated[Items, term.each(term.APP_ID)] = Field(
        default=(), max_length=100, description="Slack app ids as in A012ABCD0A0, separated by commas"
    )
    airlock_github_poll: Interval = Field(
        default=timedelta(seconds=30),
        ge=timedelta(0),
        le=timedelta(hours=1),
        description="a duration up to 1h, or 0 for never",
    )
    airlock_sweep: Duration = Field(
        default=timedelta(seconds=1),
        ge=timedelta(milliseconds=50),
        le=timedelta(minutes=5),
        description="a duration from 1s to 5m",
    )


def load() -> Settings:
    """Read the settings. Raises BadInput with one sentence for the first one that is wrong."""
    try:
        return _with_keys(Settings())
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_context=False)[0]
        raise BadInput(_sentence(first)) from None  # the original repeats what may be secret
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput(f".env cannot be read: {problem}") from problem


def mistakes() -> list[str]:
    """Return a sentence for every setting that is wrong; those in files are read once all have their form."""
    try:
        Settings()
    except ValidationError as problem:
        return [_sentence(each) for each in problem.errors(include_url=False, include_context=False)]
    except (OSError, UnicodeDecodeError):
        pass  # `load` says it
    try:
        load()
    except BadInput as problem:
        return [str(problem)]
    return []


def _with_keys(settings: Settings) -> Settings:
    """Put the keys that files hold into their places; a key that is set itself wins."""
    read: dict[str, SecretStr] = {}
    if settings.github_app_private_key is None and settings.github_app_private_key_file is not None:
        told = _key_in("GITHUB_APP_PRIVATE_KEY_FILE", settings.github_app_private_key_file, Path.read_bytes)
        read["github_app_private_key"] = told
    if settings.airlock_signing_key is None and settings.airlock_signing_key_file is not None:
        told = _key_in("AIRLOCK_SIGNING_KEY_FILE", settings.airlock_signing_key_file, secret_in)
        read["airlock_signing_key"] = told
    return settings.model_copy(update=read)


def _key_in(setting: str, path: Path, read: Callable[[Path], bytes]) -> SecretStr:
    try:
        key = SecretStr(read(path).decode("ascii"))
    except BadInput as problem:
        raise BadInput(f"{setting}: {problem}") from problem
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput(f"{setting}: {path} cannot be read: {problem}") from problem
    if not term.is_key(key):
        raise BadInput(f"{setting}: {path} holds no private key; name the .pem file.")
    return key


def _sentence(error: ErrorDetails) -> str:
    field = str(error["loc"][0])
    expected = Settings.model_fields[field].description
    told = "" if field in _QUIET or _is_secret(field) else f", not `{str(error['input'])[:80]}`"
    return f"{field.upper()} must be {expected}{told}."


def _is_secret(field: str) -> bool:
    return "SecretStr" in str(Settings.model_fields[field].annotation)
