"""What a backtest found, as text."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from app.commands.backtest.walk import Tested
from app.review.backtest.figures import Band, Scored, auc, caught, percentile, split
from app.review.verdict.score import HIGH_FROM, MEDIUM_FROM

SHARES = (0.05, 0.10, 0.20)
_WEEK = 7 * 86_400  # seconds
_MANY = 10  # reverted changes; with fewer, the figures are chance


def table(name: str, lines: Sequence[Tested]) -> str:
    return "\n".join(_lines(name, lines)) + "\n"


def _lines(name: str, lines: Sequence[Tested]) -> Iterator[str]:
    if not lines:
        yield f"{name}: no change is old enough to be judged; a change is judged 30 days after it landed."
        return
    reverted = sum(line.is_reverted for line in lines)
    share = f"{reverted / len(lines):.2%}"
    yield f"{name}: {len(lines):,} changes, {_dates(lines)}; {reverted:,} reverted within 30 days ({share})."
    if reverted < _MANY:
        yield f"Too few to judge by: with under {_MANY} reverted changes these figures are mostly chance."
    yield ""
    shares = "  ".join(f"{share:.0%}".rjust(5) for share in SHARES)
    yield f"{'':<28} {'AUC':>6}   caught in the riskiest {shares}"
    yield _row("this score", [Scored(line.score, line.is_reverted) for line in lines])
    yield _row("lines added", [Scored(line.additions, line.is_reverted) for line in lines])
    yield _row("files touched", [Scored(line.files, line.is_reverted) for line in lines])
    yield ""
    yield from _thresholds(lines)


def _dates(lines: Sequence[Tested]) -> str:
    days = [datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d") for at in _span(lines)]
    return f"{days[0]} to {days[1]}"


def _span(lines: Sequence[Tested]) -> tuple[int, int]:
    return min(line.at for line in lines), max(line.at for line in lines)


def _row(what: str, changes: Sequence[Scored]) -> str:
    shares = "  ".join(_percent(caught(changes, share)).rjust(5) for share in SHARES)
    area = auc(changes)
    return f"{what:<28} {'-' if area is None else f'{area:.3f}':>6}   {'':<22} {shares}"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _thresholds(lines: Sequence[Tested]) -> Iterator[str]:
    """Say what the thresholds mean in cards a week, and what those of this repository's own shares would."""
    changes = [Scored(line.score, line.is_reverted) for line in lines]
    first, last = _span(lines)
    weeks = max(1.0, (last - first) / _WEEK)
    yield f"{'thresholds':<28} {'level':<8} {'cards a week':>12} {'reverted':>9} {'of them':>8}"
    own = percentile(changes, 0.70), percentile(changes, 0.90)
    for what, (medium, high) in (("as shipped", (MEDIUM_FROM, HIGH_FROM)), ("70th and 90th percentile", own)):
        levels = zip(("Low", "Medium", "High"), split(changes, medium, high), strict=True)
        for number, (level, band) in enumerate(levels):
            title = f"{what} ({medium:g}, {high:g})" if number == 0 else ""
            yield _band(title, level, band, weeks)


def _band(title: str, level: str, band: Band, weeks: float) -> str:
    return f"{title:<28} {level:<8} {band.changes / weeks:>12.1f} {band.reverted:>9,.0f} {band.rate:>8.2%}"
