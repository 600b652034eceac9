"""The picture of the last 90 days, as PNG: deploys a week by outcome, and four figures above them."""

import io
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from app.domain.figures import Figures, Week
from app.domain.filter import Outcome

SIZE, DOTS = (7.6, 4.9), 100  # inches, and dots an inch: 760 by 490 pixels
INK, SOFT = "#1d1c1d", "#5b595c"
# Okabe and Ito's colours, told apart by every kind of colour vision; the hatches tell them apart without any.
LOOKS: dict[Outcome, tuple[str, str]] = {
    Outcome.LIVE: ("#0072b2", ""),
    Outcome.FAILED: ("#d55e00", "xxx"),
    Outcome.ROLLED_BACK: ("#cc79a7", "\\\\\\"),
    Outcome.REJECTED: ("#e69f00", "///"),
    Outcome.EXPIRED: ("#f0e442", "..."),
    Outcome.SUPERSEDED: ("#c9c9c9", ""),
    Outcome.CANCELLED: ("#ffffff", "---"),
}


def draw(
    figures: Figures, title: str, tiles: Sequence[tuple[str, str, str]], names: Mapping[Outcome, str]
) -> bytes:
    """Return the picture as PNG; `tiles` are what, how much and of what, `names` those of the outcomes."""
    figure = Figure(figsize=SIZE, dpi=DOTS, facecolor="white")
    FigureCanvasAgg(figure)
    figure.text(0.03, 0.945, title, fontsize=13, fontweight="bold", color=INK)
    for place, tile in enumerate(tiles):
        _tile(figure, 0.03 + 0.235 * place, tile)
    axes = figure.add_axes((0.07, 0.1, 0.68, 0.55))
    _bars(axes, figures, names)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _tile(figure: Figure, left: float, tile: tuple[str, str, str]) -> None:
    what, much, of = tile
    figure.text(left, 0.885, what, fontsize=8, color=INK)
    figure.text(left, 0.805, much, fontsize=18, fontweight="bold", color=INK)
    figure.text(left, 0.755, _broken(of), fontsize=8, color=SOFT, verticalalignment="center")


def _broken(words: str) -> str:
    """Return the words on two lines where they are too long for their column."""
    first, _, second = words.partition("; ") if "; " in words else words.partition(", ")
    return f"{first}\n{second}" if second else first


def _bars(axes: Axes, figures: Figures, names: Mapping[Outcome, str]) -> None:
    places = range(len(figures.weeks))
    floor = [0] * len(figures.weeks)
    for outcome, (colour, hatch) in LOOKS.items():
        heights = [week.counts.get(outcome, 0) for week in figures.weeks]
        axes.bar(
            places,
            heights,
            bottom=floor,
            color=colour,
            hatch=hatch,
            edgecolor=INK,
            linewidth=0.6,
            label=f"{names[outcome]}: {sum(heights)}",
        )
        floor = [low + height for low, height in zip(floor, heights, strict=True)]
    _label(axes, figures.weeks, floor)


def _label(axes: Axes, weeks: Sequence[Week], totals: Sequence[int]) -> None:
    for place, total in enumerate(totals):
        axes.annotate(str(total), (place, total), (0, 3), textcoords="offset points", ha="center", fontsize=8)
    axes.set_ylim(0, max(4.0, 1.12 * max(totals)))
    axes.set_xticks(range(len(weeks)), [f"{week.start:%d\n%b}" for week in weeks], fontsize=8)
    axes.set_ylabel("deploys a week, from that day", fontsize=8, color=SOFT)
    axes.tick_params(axis="y", labelsize=8)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.02), fontsize=9, frameon=False, reverse=True)
    if not any(totals):
        axes.text(0.5, 0.5, "No deploy ended", transform=axes.transAxes, ha="center", color=SOFT)
