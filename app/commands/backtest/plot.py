"""A reliability plot: how often the changes of each tenth were reverted, by their mean score."""

from collections.abc import Sequence
from math import sqrt
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from app.commands.backtest.walk import Tested
from app.domain.errors import BadInput
from app.review.backtest.figures import Band, Scored, deciles

_Z = 1.96  # standard deviations on each side of 95 %


def draw(path: Path, name: str, lines: Sequence[Tested]) -> None:
    """Write the plot as PNG. Raises BadInput."""
    tenths = deciles([Scored(line.score, line.is_reverted) for line in lines])
    figure = Figure(figsize=(7, 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    scores = [score for score, _ in tenths]
    rates = [100 * band.rate for _, band in tenths]
    bounds = [wilson(band) for _, band in tenths]
    low = [rate - 100 * bound[0] for rate, bound in zip(rates, bounds, strict=True)]
    high = [100 * bound[1] - rate for rate, bound in zip(rates, bounds, strict=True)]
    axes.errorbar(scores, rates, yerr=[low, high], fmt="o-", capsize=3, label="reverted within 30 days")
    overall = sum(band.reverted for _, band in tenths) / max(1, len(lines))
    axes.axhline(100 * overall, linestyle="--", color="grey", label="all changes")
    axes.set(
        xlabel="score (mean of each tenth of the changes)", ylabel="reverted, %", title=name, ylim=(0, None)
    )
    axes.legend()
    try:
        figure.savefig(path, format="png")
    except OSError as problem:
        raise BadInput(f"--plot: {path} cannot be written: {problem.strerror}.") from problem


def wilson(band: Band) -> tuple[float, float]:
    """Return the 95 % interval of a rate (Wilson 1927), which stays within 0..1 also for rare outcomes."""
    n, p = band.changes, band.rate
    middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
    return max(0.0, middle - half), min(1.0, middle + half)
