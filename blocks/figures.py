"""The figures of the last 90 days in words, and the picture of them with its text alternative."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from app.domain.figures import HASTY, PERIOD, Figures, Kept, Share, Week
from app.domain.filter import Outcome
from app.domain.message import Block
from blocks.text import clean, context, escape, moment, plain, section

ALT_MAX = 2000  # characters; docs.slack.dev/reference/block-kit/blocks/image-block
TITLE = f"The last {PERIOD.days} days"
FILE_NAME = "airlock-figures.png"

# In the order in which they are stacked and told.
OUTCOMES = {
    Outcome.LIVE: "live",
    Outcome.FAILED: "failed",
    Outcome.ROLLED_BACK: "rolled back",
    Outcome.REJECTED: "rejected",
    Outcome.EXPIRED: "expired",
    Outcome.SUPERSEDED: "superseded",
    Outcome.CANCELLED: "cancelled",
}
DRAWING = "The picture is being drawn; press Refresh in a moment."
HIDDEN = "Slack does not show the picture now; press Refresh in a moment."
NONE_YET = f"The figures are being counted. {DRAWING}"
NO_DATA = "no data"
Tile = tuple[str, str, str]  # what, how much, of what


def tiles(figures: Figures) -> list[Tile]:
    """Return the four figures: the same words stand in the picture, beside it and in its alternative."""
    return [
        _share("Approved", figures.approved, "decided", "nothing was decided"),
        _share("Failed", figures.failed, "promoted", "nothing was promoted"),
        _wait(figures),
        _hasty(figures),
    ]


def alternative(figures: Figures) -> str:
    """Return everything that the picture shows, in words, for who cannot see it."""
    lead = f"{TITLE}, as a bar chart of deploys a week by outcome with four figures above it. {_all(figures)}"
    told = ". ".join((lead, *sentences(figures)))
    weeks = "; ".join(_week(week) for week in figures.weeks if week.total)
    by_week = f"{told}. In the week from {weeks}." if weeks else f"{told}."
    if len(by_week) > ALT_MAX:  # the outcomes of each week are left out, their sum is not
        totals = "; ".join(f"{week.start:%d %b}: {week.total}" for week in figures.weeks if week.total)
        by_week = f"{told}. Deploys in the week from {totals}."
    return clean(by_week, ALT_MAX)


def sentences(figures: Figures) -> list[str]:
    return [f"{what}: {much} ({of})" for what, much, of in tiles(figures)]


def figure_blocks(kept: Kept | None, *, with_picture: bool = True) -> list[Block]:
    """Return the figures as they were counted last, with their picture where there is one."""
    if kept is None:
        return [section(f"*{TITLE}*\n{NONE_YET}")]
    figures = kept.figures
    lines = [f"*{TITLE}*", _all(figures), *sentences(figures)]
    blocks = [section("\n".join(lines)), context(_footnote(figures))]
    if kept.picture is None:
        return [*blocks, context(f"There is no picture: {escape(kept.problem)}" if kept.problem else DRAWING)]
    if not with_picture:
        return [*blocks, context(HIDDEN)]
    picture = {
        "type": "image",
        "slack_file": {"id": kept.picture.file},
        "alt_text": alternative(kept.picture.figures),
        "title": plain(f"Deploys a week, until {kept.picture.figures.until:%d %B %Y}"),
    }
    return [*blocks, picture]


def _share(what: str, share: Share, kind: str, none: str) -> Tile:
    if not share.of:
        return what, NO_DATA, none
    of = f"{share.count} of {share.of} {kind}"
    if share.percent is None:
        return what, f"{share.count} of {share.of}", f"{kind}; too few for a share"
    return what, f"{share.percent} %", of


def _wait(figures: Figures) -> Tile:
    what = "Median time to decision"
    if figures.wait is None:
        return what, NO_DATA, "not measured"
    missing = figures.approved.of - figures.waits
    of = f"of {figures.waits} decision{'s' if figures.waits != 1 else ''}"
    return what, spoken(figures.wait), f"{of}, {missing} not measured" if missing > 0 else of


def _hasty(figures: Figures) -> Tile:
    what = f"Approved in under {HASTY.seconds} s on High"
    missing = f"{figures.unmeasured} not measured" if figures.unmeasured else ""
    what, much, of = _share(what, figures.hasty, "approvals", missing or "there was no approval")
    return what, much, f"{of}, {missing}" if missing and figures.hasty.of else of


def _all(figures: Figures) -> str:
    if not figures.total:
        return "No deploy ended"
    some = "" if figures.is_whole else "At least "
    noun = "deploy" if figures.total == 1 else "deploys"
    return f"{some}{figures.total} {noun} ended: {', '.join(_counted(figures.count))}"


def _week(week: Week) -> str:
    return f"{week.start:%d %b}: " + ", ".join(_counted(lambda outcome: week.counts.get(outcome, 0)))


def _counted(count: Callable[[Outcome], int]) -> Iterator[str]:
    return (f"{number} {word}" for outcome, word in OUTCOMES.items() if (number := count(outcome)))


def _footnote(figures: Figures) -> str:
    kinds = "Superseded, cancelled and expired deploys count neither as approved nor as failed."
    return f"Counted {moment(figures.until)}, and again each hour. {kinds}"


def spoken(duration: timedelta) -> str:
    """Return a duration in its two largest units."""
    seconds = round(duration.total_seconds())
    units = (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1))
    parts = []
    for name, size in units:
        count, seconds = divmod(seconds, size)
        parts.append((count, name))
    first = next((place for place, (count, _) in enumerate(parts) if count), len(parts) - 1)
    return " ".join(f"{count} {name}" for count, name in parts[first : first + 2] if count) or "0 s"
