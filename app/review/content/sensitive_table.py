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
    table: tuple[Pattern, ...]
    words: frozenset[str]  # without any of which there is nothing to see in such a file


def place_of(patch: Patch) -> Place | None:
    """Return where a file belongs, or None when no pattern looks there."""
    language = language_of(patch.path)
    if language is None or not patch.hunks:
        return None
    place = place_in(language, kind_of(patch.path), patch.change.status is Status.DELETED)
    return place if place.words else None


@lru_cache(maxsize=512)
def place_in(language: Language, kind: Kind, is_deleted: bool) -> Place:  # noqa: FBT001 - a key
    table = tuple(pattern for pattern in _ALL if _is_for(pattern, language, kind, is_deleted=is_deleted))
    words = {word for pattern in table for word in pattern.words}
    if kind in RUNNING and not is_deleted:
        words.update(READING)
    return Place(language, kind, table, frozenset(words))


def _is_for(pattern: Pattern, language: Language, kind: Kind, *, is_deleted: bool) -> bool:
    if is_deleted and pattern.rule not in _OF_DELETED_FILES:
        return False
    return language in pattern.languages and kind in pattern.kinds
