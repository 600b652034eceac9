"""Which form the data have; no process changes what a newer version has taken over."""

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from redis.client import Pipeline

from app.adapters import keys, watch
from app.domain.errors import BadInput, Transient

# Grows when an older version would misread, or lose, what this one writes: docs/decisions/0009-….md
SCHEMA = 2
OVERTAKEN = "A newer version of Airlock has taken over from this process; try again in a minute."
BROKEN = "`airlock:schema` is not what Airlock writes there, so nobody knows which version wrote these data."


@dataclass(frozen=True)
class Stamp:
    """Which form the data have, and which version of Airlock gave it to them."""

    schema: int
    version: str


STAMP = TypeAdapter(Stamp)
UNSTAMPED = Stamp(1, "0.1.0")


def read(raw: Any) -> Stamp:
    """Return the stamp as it is kept; data without one are of the first form. Raises BadInput."""
    try:
        stamp = STAMP.validate_json(raw) if raw is not None else UNSTAMPED
    except ValidationError as error:
        raise BadInput(BROKEN) from error
    if stamp.schema < UNSTAMPED.schema:
        raise BadInput(BROKEN)
    return stamp


def check(raw: Any) -> None:
    """Raise Transient when a newer version has taken over the data since this process began."""
    if raw is not None:
        check_own(read(raw).schema, SCHEMA)


def check_own(schema: int, own: int) -> None:
    """Raise Transient for what a newer version wrote: this one would lose what it does not know."""
    if schema > own:
        raise Transient(OVERTAKEN)


def watched(pipe: Pipeline, name: str) -> Any:
    """Return what is kept there; neither may it change before EXEC, nor a newer version take over."""
    kept, form = watch.read(pipe, name, keys.SCHEMA)
    check(form)
    return kept
