"""The pull requests that brought a deploy's commits, and who looked at them, as a short list."""

from collections.abc import Sequence

from app.domain.address import is_url
from app.domain.evidence import Pull
from app.domain.message import Block
from blocks.text import URL_MAX, bullets, gap, line, link, say

SHOWN = 3
NAMES_SHOWN = 3


def pull_list(pulls: Sequence[Pull]) -> list[Block]:
    """Return a list of the first ones; nothing when there is none."""
    lines = [line(*_parts(pull)) for pull in pulls[:SHOWN]]
    if (more := len(pulls) - SHOWN) > 0:
        lines.append(line(gap(f"and {more} more")))
    return [bullets(lines)] if lines else []


def _parts(pull: Pull) -> list[Block]:
    number = f"#{pull.number}"
    can_open = is_url(pull.url, "https", "http") and len(pull.url) <= URL_MAX
    shown = link(pull.url, number) if can_open else gap(number)
    parts = [shown, gap("  "), say(pull.title, 100), gap(" by "), say(pull.author, 60)]
    if pull.approved_by:
        names = ", ".join(pull.approved_by[:NAMES_SHOWN])
        return [*parts, gap(", approved by "), say(names, 120)]
    if pull.approved_before:
        return [*parts, gap(", changed after its last approval")]
    return [*parts, gap(", approved by nobody else")]
