"""Which patterns and words are looked for in which files."""

from functools import lru_cache
from typing import NamedTuple

from app.domain.report import Status
from app.review.content import (
    sensitive_auth,
    sensitive_call,
    sensitive_loss,
    sensitive_money,
    sensitive_pipeline,
    sensitive_rights,
    sensitive_server,
    sensitive_skip,
    sensitive_trust,
)
from app.review.content.sensitive_env import READING
from app.review.content.sensitive_line import Language, language_of
from app.review.content.sensitive_pattern import RUNNING, Pattern
from app.review.diff.patch import Patch
from app.review.place.kind import Kind, kind_of

_ALL = (
    *sensitive_auth.ROWS,
    *sensitive_trust.ROWS,
    *sensitive_money.ROWS,
    *sensitive_loss.ROWS,
    *sensitive_call.ROWS,
    *sensitive_skip.ROWS,
    *sensitive_rights.ROWS,
    *sensitive_server.ROWS,
    *sensitive_pipeline.ROWS,
)
_OF_DELETED_FILES = frozenset({"config.resource-removed", "config.ci-weaker"})


class Place(NamedTuple):
    """What is alike for many files."""

    language: Language
    kind: Kind
    is_deleted: bool


def place_of(patch: Patch) -> Place | None:
    """Return where a file belongs, or None when no pattern looks there."""
    language = language_of(patch.path)
    if language is None or not patch.hunks:
        return None
    place = Place(language, kind_of(patch.path), patch.change.status is Status.DELETED)
    return place if words_for(place) else None


@lru_cache(maxsize=512)
def table(place: Place) -> tuple[Pattern, ...]:
    return tuple(pattern for pattern in _ALL if _is_for(pattern, place))


@lru_cache(maxsize=512)
def words_for(place: Place) -> frozenset[str]:
    """Return every word without which there is nothing to see in such a file."""
    words = {word for pattern in table(place) for word in pattern.words}
    if place.kind in RUNNING and not place.is_deleted:
        words.update(READING)
    return frozenset(words)


def _is_for(pattern: Pattern, place: Place) -> bool:
    if place.is_deleted and pattern.rule not in _OF_DELETED_FILES:
        return False
    return place.language in pattern.languages and place.kind in pattern.kinds
