"""What the past is worth: each fact of it as a sentence, with how many times over its rule counts."""

from collections.abc import Iterator
from math import log2

from app.domain.past import Echo, History, Rate
from app.review.foreign import brief, counted, foreign
from app.review.past.coming import TOP
from app.review.verdict.sighting import Seen, Sighting

_LEAST, _MOST = -2.0, 4.0  # doublings of a rate that count
_USUAL_WORDS = -2.5  # most words of a title never stood in one that was reverted
_FEW = 6  # changes a month, in the middle of public repositories
_ODD = 0.5  # of a doubling; less is no difference worth a word
_STRANGER, _REGULAR = 2.0, 0.5


def look_at_past(past: History | None) -> Seen:
    """Return what the repository's own past says of the touched places, and of who knows them."""
    if past is None:
        return Seen()
    return Seen((*_places(past), *_echoes(past), *_familiarity(past)))


def _places(past: History) -> Iterator[Sighting]:
    if past.file:
        words = f"Changes to {_named(past.file.place)}"
        yield _rate("history.file", past.file, words, path=past.file.place)
    if past.module:
        yield _rate("history.module", past.module, f"Changes {_below(past.module.place)}")
    if past.module_lately:
        words = f"In the last months, changes {_below(past.module_lately.place)}"
        yield _rate("history.module-lately", past.module_lately, words)
    if past.own_module:
        yield _own(past.own_module)
    if past.kinds and past.kinds.place:
        yield _rate("history.kinds", past.kinds, f"Changes of {_kinds(past.kinds.place)}")
    if past.fixes:
        message = f"{_named(past.fixes.place)} is fixed {_often(past.fixes.ratio)}."
        yield Sighting("history.fixes", message, path=past.fixes.place, times=log2(past.fixes.ratio))


def _rate(rule: str, rate: Rate, changes: str, path: str | None = None) -> Sighting:
    times = min(_MOST, max(_LEAST, log2(rate.ratio)))
    return Sighting(rule, f"{changes} were reverted {_often(rate.ratio)}.", path=path, times=times)


def _own(rate: Rate) -> Sighting:
    """Speak of what helps there: a number would be a mark."""
    doublings = min(_MOST, max(_LEAST, log2(rate.ratio)))
    if doublings < _ODD:
        often = "no more often than the average here"
    else:
        often = "more often than the average here: a second look by somebody who knows that place helps"
    message = f"Earlier changes {_below(rate.place)} by the same author were reverted {often}."
    return Sighting("history.own-module", message, times=doublings)


def _named(place: str) -> str:
    return f"`{brief(place, 100)}`"


def _below(module: str) -> str:
    return "to files at the top" if module == TOP else f"below {_named(module)}"


def _kinds(kinds: str) -> str:
    named = [_named(kind) for kind in kinds.split("+")]
    if len(named) == 1:
        return f"{named[0]} files alone"
    return f"{', '.join(named[:-1])} and {named[-1]} files together"


def _often(ratio: float) -> str:
    if abs(log2(ratio)) < _ODD:
        return "about as often as the average here"
    return f"{ratio:.1f} times as often as the average here"


def _echoes(past: History) -> Iterator[Sighting]:
    yield from _echo(
        "history.same-files", past.same_files, "Touches files of a change reverted in the last 30 days"
    )
    yield from _echo(
        "history.same-title",
        past.same_title,
        "Its title is like that of a change reverted in the last 30 days",
    )
    if past.words and past.reverts:
        times = past.words - _USUAL_WORDS
        often = "more" if times > 0 else "less"
        message = f"The words of its title stood {often} often than most in titles of changes reverted here."
        yield Sighting("history.words", message, times=times)
    number, verb = past.lately or "none", "were" if past.lately > 1 else "was"
    message = f"Of the last 30 changes here, {number} {verb} reverted."
    yield Sighting("history.lately", message, times=log2(past.lately_ratio))


def _echo(rule: str, echo: Echo | None, words: str) -> Iterator[Sighting]:
    if echo:
        yield Sighting(rule, f"{words}: “{foreign(echo.title, 100)}”.", times=echo.overlap)


def _familiarity(past: History) -> Iterator[Sighting]:
    """Speak of familiarity with the files, never of a person's worth."""
    if past.all:
        own = f"{past.own:,}" if past.own else "none"
        message = f"Its main author made {own} of the {counted(past.all, 'earlier change')} to these files."
        yield Sighting("history.unfamiliar", message, times=past.unfamiliarity)
        yield Sighting(
            "history.by-others",
            f"Somebody else made the last change to {_share(past.by_others)} of these files.",
            times=past.by_others,
        )
    if past.active:
        few = "only " if past.active < _FEW else ""
        message = f"Its main author landed {few}{counted(past.active, 'change')} here in the last 30 days."
        yield Sighting("history.active", message, times=log2(1 + past.active))
    if past.untouched:
        message = f"One of the files has not changed for {counted(past.untouched, 'day')}."
        yield Sighting("history.untouched", message, times=log2(1 + past.untouched))


def _share(share: float) -> str:
    return {0.0: "none", 1.0: "all"}.get(share, f"{share:.0%}")
