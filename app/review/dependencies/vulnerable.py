"""Dependencies that come in with a known vulnerability, as the platform's own database has it."""

from collections.abc import Iterator, Sequence

from app.domain.evidence import Vulnerable
from app.review.foreign import foreign
from app.review.verdict.sighting import Seen, Sighting

# GitHub's words: docs.github.com/en/rest/dependency-graph/dependency-review. Any other counts as the worst.
_RULES = {"moderate": "dependency.vulnerable-moderate", "medium": "dependency.vulnerable-moderate"}
_RULES |= {"low": "dependency.vulnerable-low"}
_WORST = "dependency.vulnerable"
_SHOWN = 2


def look_at_vulnerable(vulnerable: Sequence[Vulnerable]) -> Seen:
    """Return one finding for each severity and file."""
    places: dict[tuple[str, str], list[Vulnerable]] = {}
    for each in vulnerable:
        places.setdefault((_RULES.get(each.severity, _WORST), each.path), []).append(each)
    return Seen(tuple(Sighting(rule, _message(told), path=path) for (rule, path), told in places.items()))


def _message(told: Sequence[Vulnerable]) -> str:
    names = ", ".join(_named(told))
    return f"Brings in what is known to be vulnerable: {names}. Take a version where that is mended."


def _named(told: Sequence[Vulnerable]) -> Iterator[str]:
    for each in told[:_SHOWN]:
        why = f"{foreign(each.advisory, 24)}, {foreign(each.summary, 48)}".removesuffix(", ")
        yield f"`{foreign(each.name, 50)}` {foreign(each.version, 20)} ({why})"
    if len(told) > _SHOWN:
        yield f"and {len(told) - _SHOWN:,} more"
