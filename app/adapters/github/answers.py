"""GitHub's answers as values: one of another form than documented is Transient, and never guessed."""

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from app.domain.errors import Transient

Sha = Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]

T = TypeVar("T")
_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


def read(form: type[T], answer: object, asked: str) -> T:
    """Return an answer as a value. `asked`: "GET /path", for the message.

    Raises Transient for another form: a proxy's page, half an answer.
    """
    try:
        value: T = _adapter(form).validate_python(answer)
    except ValidationError as problem:
        field = ".".join(map(str, problem.errors(include_url=False)[0]["loc"])) or "all of it"
        raise Transient(
            f"GitHub answered {asked} in a form that Airlock does not know: {field}."
        ) from problem
    return value
