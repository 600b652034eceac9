"""Redis: whether it answers, and keeps what it has acknowledged."""

from collections.abc import Iterator

from app import wiring
from app.adapters import durability
from app.commands.doctor.line import Check, Line, Mark, checked

NOT_LOOKED_AT = (
    "the policies of repositories, the gate on GitHub, processes and standstills were not looked at: "
    "they need Redis"
)


def lines(parts: wiring.Parts) -> Iterator[Line]:
    """Yield whether it answers, then what is wrong with it; the first is not ok when it is away."""
    concerns: list[durability.Concern] = []
    yield checked(Check.REDIS, lambda: _answers(parts, concerns))
    for each in concerns:
        mark = Mark.MEND if each.is_grave else Mark.NOTE
        yield Line(mark, Check.DURABILITY, each.words, f"Redis: {each.aspect}")


def _answers(parts: wiring.Parts, concerns: list[durability.Concern]) -> str:
    waiting, over = parts.archive.counts()
    concerns += durability.look(parts.redis)
    keeps = "" if concerns else " and keeps everything that it acknowledges"
    return f"answers{keeps}; {waiting} deploys wait or run, {over} are over"
