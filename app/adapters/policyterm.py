"""The terms that a policy is written in: each a type that checks, explains and describes itself."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Annotated, Any

from pathspec import GitIgnoreSpec
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from app.domain.address import is_url
from app.domain.duration import format_duration, parse_duration
from app.domain.errors import BadInput
from app.domain.freeze import WEEKDAYS, parse_moment, parse_zone

MOST = 100  # entries of a list; a policy is read by people
LONGEST = 200  # characters

# Slack: lower case, at most 80 characters; docs.slack.dev/reference/methods/conversations.create
_CHANNEL = r"#[^\s#@A-Z<>&|]{1,80}|[CG][A-Z0-9]{2,30}"
_GROUP = r"@[^\s@#<>&|]{1,80}|S[A-Z0-9]{2,30}"
_PERSON = r"[UW][A-Z0-9]{2,30}"
_NAMED = rf"{_GROUP}|{_PERSON}"
_EMAIL = r'[^\s@<>&|,;:"()]{1,100}@[A-Za-z0-9.-]{1,190}'
# At most 39 letters, digits and hyphens, and one underscore before a company's own code:
# docs.github.com/en/enterprise-cloud@latest, username considerations for external authentication
_LOGIN = "[A-Za-z0-9][A-Za-z0-9_-]{0,38}"
_BOT = rf"{_LOGIN}(\[bot\])?"
_TEAM = rf"{_LOGIN}/[A-Za-z0-9._-]{{1,100}}"
_ENVIRONMENT = r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}"
_REPOSITORY = r"[A-Za-z0-9._-]{1,100}/[A-Za-z0-9._-]{1,100}"
_MOMENT = rf"({'|'.join(WEEKDAYS)}|20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]) ([01][0-9]|2[0-3]):[0-5][0-9]"
_DURATION = "[1-9][0-9]{0,9}[smhd]"


class Strict(BaseModel):
    """Unknown keys are refused: a rule that is misspelt must not be a rule that does not hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def wrong(words: str, *under: str | int) -> PydanticCustomError:
    """Return the refusal of a whole, told where `under` it is written: `then`, 1, `after`."""
    return PydanticCustomError("placed", "{words}", {"words": words, "under": under})


def _pattern(form: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^({form})$"})


def _form(form: str, what: str) -> AfterValidator:
    def check(text: str) -> None:
        if not re.fullmatch(form, text):
            raise BadInput(f"`{text[:LONGEST]}` is not {what}")

    return _accepted_by(check)


def _accepted_by(check: Callable[[str], object]) -> AfterValidator:
    def keep(text: str) -> str:
        told(check, text)
        return text

    return AfterValidator(keep)


def told(read: Callable[[str], Any], text: str) -> Any:
    """Read `text`; what its BadInput says becomes pydantic's message."""
    try:
        return read(text)
    except BadInput as problem:
        raise ValueError(str(problem)) from problem


def _duration(value: object) -> Any:
    return value if isinstance(value, timedelta) else told(parse_duration, str(value)[:LONGEST])


def _small(text: str) -> str:
    """GitHub and mail tell no capitals apart; a Slack id is all capitals."""
    return text if re.fullmatch(_PERSON, text) else text.lower()


def _web_url(text: str) -> None:
    if not is_url(text, "http", "https"):
        raise BadInput(f"`{text[:LONGEST]}` is not an http or https URL")


def _gitignore(pattern: str) -> None:
    try:
        matching = [
            entry for entry in GitIgnoreSpec.from_lines([pattern]).patterns if entry.include is not None
        ]
    except ValueError:
        matching = []
    if not matching:
        raise BadInput(f"`{pattern}` matches nothing; write a pattern as in .gitignore")


def _absolute(path: str) -> None:
    if not PurePosixPath(path).is_absolute():
        raise BadInput(f"`{path}` is not an absolute path")


Duration = Annotated[
    timedelta, BeforeValidator(_duration), PlainSerializer(format_duration), _pattern(_DURATION)
]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST)]
WebUrl = Annotated[str, _accepted_by(_web_url), WithJsonSchema({"type": "string", "format": "uri"})]
Moment = Annotated[Text, _accepted_by(parse_moment), _pattern(_MOMENT)]
Zone = Annotated[Text, _accepted_by(parse_zone)]
PathPattern = Annotated[Text, _accepted_by(_gitignore)]
AbsolutePath = Annotated[Text, _accepted_by(_absolute)]
Channel = Annotated[str, _form(_CHANNEL, 'a channel; write "#name" or the channel\'s id'), _pattern(_CHANNEL)]
Named = Annotated[
    str, _form(_NAMED, 'a user group or a person; write "@group" or a Slack id'), _pattern(_NAMED)
]
EnvironmentName = Annotated[
    str, _form(_ENVIRONMENT, "an environment; write letters, digits and . _ / -"), _pattern(_ENVIRONMENT)
]
Repository = Annotated[str, _form(_REPOSITORY, "a repository; write OWNER/NAME"), _pattern(_REPOSITORY)]
Group = Annotated[str, _form(_GROUP, 'a user group; write "@group" or its Slack id'), _pattern(_GROUP)]
Agent = Annotated[
    str,
    _form(f"{_PERSON}|{_EMAIL}|{_BOT}", "a GitHub login, an e-mail address or a Slack user id"),
    AfterValidator(_small),
    _pattern(f"{_PERSON}|{_EMAIL}|{_BOT}"),
]
Somebody = Annotated[
    str,
    _form(f"{_PERSON}|{_EMAIL}", "a Slack user id or an e-mail address"),
    AfterValidator(_small),
    _pattern(f"{_PERSON}|{_EMAIL}"),
]
Login = Annotated[str, _form(_LOGIN, "a person's GitHub login"), AfterValidator(str.lower), _pattern(_LOGIN)]
Team = Annotated[
    str, _form(_TEAM, "a team on GitHub; write OWNER/TEAM"), AfterValidator(str.lower), _pattern(_TEAM)
]
SomeNamed = Annotated[tuple[Named, ...], Field(min_length=1, max_length=MOST)]
AnyNamed = Annotated[tuple[Named, ...], Field(max_length=MOST)]
PeopleCount = Annotated[int, Field(ge=1, le=10)]
