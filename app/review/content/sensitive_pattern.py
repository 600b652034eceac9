"""One way of writing what a rule looks for: in which languages, and which words stand in it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.review.content.sensitive_line import ANY, Language
from app.review.place.kind import Kind

RUNNING = frozenset({Kind.CODE, Kind.CONFIG, Kind.INFRASTRUCTURE})


class Form(NamedTuple):
    words: str  # lower-cased, separated by blanks; a line without any of them is not looked at; ~ is a blank
    form: str  # a linear pattern; its group `what`, or all of it, is shown: nothing that may be a secret
    languages: Language = ANY
    strings: bool = False  # whether it also looks inside of strings
    unless: str = "$^"  # on a line with this it means something else


@dataclass(frozen=True, slots=True)
class Pattern:
    rule: str  # a key of RULES
    says: str  # completes "`what` …": what it does, why it hurts, what to do instead
    words: tuple[str, ...]
    form: re.Pattern[str]
    languages: Language
    strings: bool
    unless: re.Pattern[str]
    kinds: frozenset[Kind]
    sign: str  # whether the added or the removed lines are meant


def patterns(
    rule: str, says: str, forms: Iterable[Form], kinds: frozenset[Kind] = RUNNING, sign: str = "+"
) -> tuple[Pattern, ...]:
    """Return what stands for one rule and says the same."""
    return tuple(
        Pattern(
            rule,
            says,
            tuple(word.replace("~", " ") for word in form.words.split()),
            re.compile(form.form),
            form.languages,
            form.strings,
            re.compile(form.unless),
            kinds,
            sign,
        )
        for form in forms
    )
