"""One line of `airlock doctor`."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import BadInput, Refused, Transient
from app.review.foreign import foreign

WIDTH = 600  # characters; some of the words are GitHub's


class Mark(StrEnum):
    OK = "ok"
    NOTE = "note"  # nobody has to do anything, but should know
    MEND = "MEND"


@dataclass(frozen=True)
class Line:
    mark: Mark
    name: str  # of what was looked at
    words: str

    def __str__(self) -> str:
        """Return it as printed: nothing in it obeyed by a terminal."""
        return f"{self.mark:<5} {foreign(self.name, WIDTH)}: {foreign(self.words, WIDTH)}"


def checked(name: str, check: Callable[[], str]) -> Line:
    """Return how a check went: its words when all is well, its refusal when not."""
    try:
        return Line(Mark.OK, name, check())
    except (BadInput, Refused, Transient) as problem:
        return Line(Mark.MEND, name, str(problem))
