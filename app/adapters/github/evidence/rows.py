"""Rows of evidence as types: what has another form than documented is counted, never guessed."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.domain.errors import BadInput
from app.domain.report import Unknown

Name = Annotated[str, Field(min_length=1, max_length=1000)]
Words = Annotated[str, Field(max_length=5000)]
Id = Annotated[int, Field(ge=0, lt=2**63)]


class Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


R = TypeVar("R", bound=Row)
T = TypeVar("T")


def readable(form: type[R], told: Any) -> R | None:
    """Return one object; None when it has another form."""
    try:
        return form.model_validate(told)
    except ValidationError:
        return None


class Doubts:
    """What could not be read, gathered on the way."""

    def __init__(self) -> None:
        self.unknown: list[Unknown] = []

    def add(self, subject: str, reason: str) -> None:
        self.unknown.append(Unknown(subject, reason))

    def ask(self, subject: str, ask: Callable[[], T], default: T) -> T:
        """Return the answer; `default`, and a doubt, when GitHub does not give it. Transient flies."""
        try:
            return ask()
        except BadInput as problem:
            self.add(subject, str(problem))
            return default

    def read_all(self, subject: str, form: type[R], rows: Iterable[Any]) -> list[R]:
        """Return the rows that can be read; a doubt about the others."""
        given = list(rows)
        known = [row for told in given if (row := readable(form, told)) is not None]
        if odd := len(given) - len(known):
            self.add(subject, f"{odd:,} of GitHub's {len(given):,} entries cannot be read")
        return known
