"""A reliability plot: how often the changes of each tenth were reverted, by their mean score."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from app.commands.backtest.walk import Tested
from app.domain.errors import BadInput
from app.review.backtest.figures import Scored, deciles, wilson


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
