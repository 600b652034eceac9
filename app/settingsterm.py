"""The terms that settings are written in: each a type that checks its value without words of its own."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

from app.domain.address import is_loopback, is_url
from app.domain.duration import parse_duration
from app.domain.errors import BadInput

HOST = re.compile(r"([a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")
APP_ID = re.compile(r"A[A-Z0-9]{1,30}")
SHORTEST_SECRET = 16  # characters
GITHUB_APP_ID = re.compile(r"^([0-9]{1,12}|Iv[0-9A-Za-z.]{4,60})$")  # an App's id, or its client id


def must(hold: Callable[[Any], bool]) -> AfterValidator:
    """Refuse a value without words: `_sentence` makes them from the field's description."""

    def check(value: Any) -> Any:
        if not hold(value):
            raise ValueError
        return value

    return AfterValidator(check)


def token(prefix: str) -> AfterValidator:
    form = re.compile(prefix + "[A-Za-z0-9._-]+")
    return must(lambda token: form.fullmatch(token.get_secret_value()) is not None)


def url(*schemes: str) -> AfterValidator:
    return must(lambda url: is_url(url, *schemes))


def is_dsn(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.username) and parts.path.rpartition("/")[2].isdecimal()


def stays_private(url: str) -> bool:
    """Whether a token may travel there: encrypted, or not beyond this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or is_loopback(parts.hostname or "")


def ends_with_slash(url: str) -> str:
    return url if url.endswith("/") else url + "/"


def each(form: re.Pattern[str]) -> AfterValidator:
    return must(lambda items: all(form.fullmatch(item) for item in items))


def _items(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(item.strip() for item in value.split(",") if item.strip())


def _interval(value: object) -> object:
    return timedelta(0) if value in ("0", "0s") else _duration(value)


def without_slash(url: str) -> str:
    return url.rstrip("/")


def is_key(key: SecretStr) -> bool:
    return "PRIVATE KEY-----" in key.get_secret_value()


def lines(value: object) -> object:
    """Return a key whose lines were joined by backslash and n, as one-line settings have it."""
    return value.replace("\\n", "\n") if isinstance(value, str) else value


def lower(items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(item.lower() for item in items)


def _duration(value: object) -> object:
    try:
        return parse_duration(value.strip()) if isinstance(value, str) else value
    except BadInput as problem:
        raise ValueError(str(problem)) from problem


Items = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_items)]
LocalPath = Annotated[Path, AfterValidator(Path.expanduser)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Interval = Annotated[timedelta, BeforeValidator(_interval)]
