"""What the past is worth: each fact of it as a sentence, with how many times over its rule counts."""

from collections.abc import Iterator
from math import log2

from app.domain.past import Echo, History, Rate
from app.review.foreign import counted, foreign
from app.review.verdict.sighting import Seen, Sighting

_LEAST, _MOST = -2.0, 4.0  # doublings of a rate that count
_ODD = 0.5  # of a doubling; less is no difference worth a word
_STRANGER, _REGULAR = 2.0, 0.5


def look_at_past(past: History | None) -> Seen:
    """Return what the repository's own past says of the touched places, and of who knows them."""
    if past is None:
        return Seen()
    return Seen((*_places(past), *_echoes(past), *_familiarity(past)))


def _places(past: History) -> Iterator[Sighting]:
    yield from _rate("history.file", past.file, "Changes to {place} were taken back")
    yield from _rate("history.module", past.module, "Changes below {place} were taken back")
    yield from _rate(
        "history.module-lately",
        past.module_lately,
        "In the last months, changes below {place} were taken back",
    )
    yield from _rate("history.kinds", past.kinds, "Changes to {place} together were taken back")
    if past.fixes:
        often = _often(past.fixes.ratio)
        message = f"{_place(past.fixes)} is mended {often}."
        yield Sighting("history.fixes", message, path=past.fixes.place, times=log2(past.fixes.ratio))


def _rate(rule: str, rate: Rate | None, words: str) -> Iterator[Sighting]:
    if rate:
        times = min(_MOST, max(_LEAST, log2(rate.ratio)))
        yield Sighting(rule, f"{words.format(place=_place(rate))} {_often(rate.ratio)}.", times=times)


def _place(rate: Rate) -> str:
    return f"`{foreign(rate.place, 100)}`"


def _often(ratio: float) -> str:
    if abs(log2(ratio)) < _ODD:
        return "about as often as the average here"
    return f"{ratio:.1f} times as often as the average here"


def _echoes(past: History) -> Iterator[Sighting]:
    yield from _echo("history.same-files", past.same_files, "Touches files of a change taken back this month")
    yield from _echo(
        "history.same-title", past.same_title, "Its title is like that of a change taken back this month"
    )
    if past.words:
        often = "more" if past.words > 0 else "less"
        message = f"The words of its title were {often} often in titles of changes taken back here."
        yield Sighting("history.words", message, times=past.words)
    number, verb = past.lately or "none", "were" if past.lately > 1 else "was"
    message = f"Of the last 30 changes here, {number} {verb} taken back."
    yield Sighting("history.lately", message, times=log2(past.lately_ratio))


def _echo(rule: str, echo: Echo | None, words: str) -> Iterator[Sighting]:
    if echo:
        yield Sighting(rule, f"{words}: “{foreign(echo.title, 100)}”.", times=echo.overlap)


def _familiarity(past: History) -> Iterator[Sighting]:
    """Speak of familiarity with the files, never of a person's worth."""
    if past.all:
        own = f"{past.own:,} of the {counted(past.all, 'earlier change')} to these files"
        message = f"Who wrote most of it made {own}."
        yield Sighting("history.unfamiliar", message, times=past.unfamiliarity)
        yield Sighting(
            "history.by-others",
            f"{past.by_others:.0%} of these files were last changed by somebody else.",
            times=past.by_others,
        )
    if past.active:
        message = f"Who wrote most of it landed {counted(past.active, 'change')} here within a month."
        yield Sighting("history.active", message, times=log2(1 + past.active))
    if past.untouched:
        message = f"One of the files was not changed for {counted(past.untouched, 'day')}."
        yield Sighting("history.untouched", message, times=log2(1 + past.untouched))
