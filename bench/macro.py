"""Figures macro over repositories, as Markdown: each repository counts alike, however many its changes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from app.review.backtest.figures import Scored, auc, caught
from bench.kamei import Floats

COLD, HISTORY, LINES, FILES, KAMEI = "diff and title", "history", "lines added", "files touched", "Kamei-14"
SHARES = (0.05, 0.10, 0.20)
RESAMPLES = 10_000
SEED = 3  # the bootstrap's, so that the same figures give the same interval

Changes = Mapping[str, Sequence[Scored]]  # by repository


def report(found: Mapping[str, Changes]) -> Iterator[str]:
    """Yield the lines: `found` has what each score says of the same changes."""
    changes = next(iter(found.values()))
    every = [change for told in changes.values() for change in told]
    reverted = sum(change.is_reverted for change in every)
    yield f"{len(changes)} repositories, {len(every):,} changes scored, {reverted:,} of them reverted.\n"
    yield _line("score", "AUC", *(f"caught at {share:.0%}" for share in SHARES))
    yield _line("---", *["---:"] * (1 + len(SHARES)))
    for what, told in found.items():
        shares = (_percent(_macro(told, partial(caught, share=share))) for share in SHARES)
        yield _line(what, _number(_macro(told, auc)), *shares)
    whats = [what for what in found if what != FILES]
    yield "\n" + _line("AUC", *whats)
    yield _line("---", *["---:"] * len(whats))
    for name in changes:
        yield _line(name, *(_number(auc(found[what].get(name, ()))) for what in whats))
    yield ""
    yield from _differences(found)


def _differences(found: Mapping[str, Changes]) -> Iterator[str]:
    ours = HISTORY if HISTORY in found else COLD
    for other in (KAMEI, LINES):
        pairs = [(auc(told), auc(found[other].get(name, ()))) for name, told in found[ours].items()]
        gaps = np.array([one - two for one, two in pairs if one is not None and two is not None])
        if len(gaps):
            low, high = _interval(gaps)
            yield (
                f"AUC of {ours} less that of {other}: {gaps.mean():+.3f} (95 % over repositories "
                f"{low:+.3f} to {high:+.3f}; better in {(gaps > 0).sum()} of {len(gaps)})."
            )


def _interval(gaps: Floats) -> tuple[float, float]:
    """Return the middle 95 % of the means of as many repositories, drawn again and again."""
    drawn = np.random.default_rng(SEED).choice(gaps, (RESAMPLES, len(gaps)))
    low, high = np.quantile(drawn.mean(axis=1), [0.025, 0.975])
    return float(low), float(high)


def _macro(changes: Changes, figure: Callable[[Sequence[Scored]], float | None]) -> float | None:
    figures = [value for told in changes.values() if (value := figure(told)) is not None]
    return sum(figures) / len(figures) if figures else None


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
