"""What the operator decides, read from the environment and `.env`, once, in `wiring`."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.domain.address import is_loopback, is_url
from app.domain.duration import parse_duration
from app.domain.errors import BadInput

_HOST = re.compile(r"([a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")
_APP_ID = re.compile(r"A[A-Z0-9]{1,30}")
_SHORTEST_SECRET = 16  # characters
_QUIET = frozenset({"redis_url", "sentry_dsn"})  # may hold a password: never repeated in a message


def _must(hold: Callable[[Any], bool]) -> AfterValidator:
    """Refuse a value without words: `_sentence` makes them from the field's description."""

    def check(value: Any) -> Any:
        if not hold(value):
            raise ValueError
        return value

    return AfterValidator(check)


def _token(prefix: str) -> AfterValidator:
    form = re.compile(prefix + "[A-Za-z0-9._-]+")
    return _must(lambda token: form.fullmatch(token.get_secret_value()) is not None)


def _url(*schemes: str) -> AfterValidator:
    return _must(lambda url: is_url(url, *schemes))


def _is_dsn(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.username) and parts.path.rpartition("/")[2].isdecimal()


def _stays_private(url: str) -> bool:
    """Whether a token may travel there: encrypted, or not beyond this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or is_loopback(parts.hostname or "")


def _ends_with_slash(url: str) -> str:
    return url if url.endswith("/") else url + "/"


def _each(form: re.Pattern[str]) -> AfterValidator:
    return _must(lambda items: all(form.fullmatch(item) for item in items))


def _items(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(item.strip() for item in value.split(",") if item.strip())


def _lower(items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(item.lower() for item in items)


def _duration(value: object) -> object:
    try:
        return parse_duration(value.strip()) if isinstance(value, str) else value
    except BadInput as problem:
        raise ValueError(str(problem)) from problem


Items = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_items)]
LocalPath = Annotated[Path, AfterValidator(Path.expanduser)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]


class Settings(BaseSettings):
    """A field's description completes "NAME must be …", the answer to a wrong value."""

    model_config = SettingsConfigDict(
        frozen=True, env_file=".env", env_ignore_empty=True, extra="ignore", str_strip_whitespace=True
    )

    slack_bot_token: Annotated[SecretStr, _token("xoxb-")] | None = Field(
        default=None, description="the app's Bot User OAuth Token; it starts with xoxb-"
    )
    slack_app_token: Annotated[SecretStr, _token("xapp-")] | None = Field(
        default=None, description="an App-Level Token with connections:write; it starts with xapp-"
    )
    slack_api_url: Annotated[
        str, _url("https", "http"), _must(_stays_private), AfterValidator(_ends_with_slash)
    ] = Field(
        default="https://slack.com/api/", description="an https URL, or http on this machine (127.0.0.1)"
    )
    redis_url: Annotated[str, _url("redis", "rediss", "unix")] | None = Field(
        default=None, description="a URL that starts with redis://, rediss:// or unix://"
    )
    sentry_dsn: Annotated[str, _url("https", "http"), _must(_is_dsn)] | None = Field(
        default=None, description="the DSN of a Sentry project, as in https://KEY@HOST/PROJECT"
    )
    airlock_data_dir: LocalPath = Field(default=Path(".airlock"), description="a directory")
    airlock_url: Annotated[str, _url("https", "http")] | None = Field(
        default=None, description="the URL of an Airlock web process, as in https://airlock.example.com"
    )
    airlock_policy: LocalPath | None = Field(default=None, description="the path of a policy file")
    airlock_ci_secret: SecretStr | None = Field(
        default=None,
        min_length=_SHORTEST_SECRET,
        description=f"at least {_SHORTEST_SECRET} characters that only Airlock and your CI know",
    )
    airlock_http_host: str = Field(
        default="127.0.0.1", pattern=r"^\S+$", description="an address to listen on"
    )
    airlock_http_port: int = Field(
        default=8080, ge=0, le=65535, description="a port, 0 to 65535 (0: any free one)"
    )
    airlock_allowed_hosts: Annotated[Items, AfterValidator(_lower), _each(_HOST)] = Field(
        default=(), max_length=100, description="host or host:port, several separated by commas"
    )
    airlock_slack_queue_apps: Annotated[Items, _each(_APP_ID)] = Field(
        default=(), max_length=100, description="Slack app ids as in A012ABCD0A0, separated by commas"
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
        return Settings()
    except ValidationError as problem:
        raise BadInput(_sentence(problem)) from None  # the original repeats what may be secret
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput(f".env cannot be read: {problem}") from problem


def _sentence(problem: ValidationError) -> str:
    first = problem.errors(include_url=False, include_context=False)[0]
    field = str(first["loc"][0])
    expected = Settings.model_fields[field].description
    told = "" if field in _QUIET or _is_secret(field) else f", not `{str(first['input'])[:80]}`"
    return f"{field.upper()} must be {expected}{told}."


def _is_secret(field: str) -> bool:
    return "SecretStr" in str(Settings.model_fields[field].annotation)
