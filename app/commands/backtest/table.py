"""What a backtest found, as text."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from math import isfinite

from app.adapters.git import GitRepository
from app.commands.backtest.walk import Tested
from app.review.backtest.figures import Band, Scored, auc, caught, percentile, split
from app.review.verdict.score import HIGH_FROM, MEDIUM_FROM

SHARES = (0.05, 0.10, 0.20)
_WEEK = 7 * 86_400  # seconds
_MANY = 10  # reverted changes; with fewer, the figures are chance


def name_of(repository: GitRepository) -> str:
    """Return what people call it; a mirror that stands in `shop/repo` is the shop's."""
    path = repository.path.resolve()
    is_mirror = path.name == "repo" and not (path / ".git").exists()
    return path.parent.name if is_mirror else repository.name


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
    yield from _aligned(list(_scores(lines)), words=1)
    yield ""
    yield from _aligned(list(_thresholds(lines)), words=2)


def _aligned(rows: Sequence[Sequence[str]], words: int) -> Iterator[str]:
    """Line the cells up: the first columns are `words`, the others numbers."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = zip(row, widths, strict=True)
        yield "  ".join(
            cell.ljust(width) if column < words else cell.rjust(width)
            for column, (cell, width) in enumerate(cells)
        ).rstrip()


def _dates(lines: Sequence[Tested]) -> str:
    days = [datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d") for at in _span(lines)]
    return f"{days[0]} to {days[1]}"


def _span(lines: Sequence[Tested]) -> tuple[int, int]:
    return min(line.at for line in lines), max(line.at for line in lines)


def _scores(lines: Sequence[Tested]) -> Iterator[list[str]]:
    first, *others = (f"{share:.0%}" for share in SHARES)
    yield ["", "AUC", f"caught in the riskiest {first}", *others]
    yield _row("this score", [Scored(line.score, line.is_reverted) for line in lines])
    yield _row("lines added", [Scored(line.additions, line.is_reverted) for line in lines])
    yield _row("files touched", [Scored(line.files, line.is_reverted) for line in lines])


def _row(what: str, changes: Sequence[Scored]) -> list[str]:
    area, shares = auc(changes), [caught(changes, share) for share in SHARES]
    return [
        what,
        "-" if area is None else f"{area:.3f}",
        *("-" if share is None else f"{share:.0%}" for share in shares),
    ]


def _thresholds(lines: Sequence[Tested]) -> Iterator[list[str]]:
    """Say what the thresholds mean in cards a week, and what those of this repository's own shares would."""
    changes = [Scored(line.score, line.is_reverted) for line in lines]
    first, last = _span(lines)
    weeks = max(1.0, (last - first) / _WEEK)
    yield ["thresholds", "level", "cards a week", "reverted", "of them"]
    own = percentile(changes, 0.70), percentile(changes, 0.90)
    for what, (medium, high) in (("as shipped", (MEDIUM_FROM, HIGH_FROM)), ("70th and 90th percentile", own)):
        titles = (f"{what} ({_threshold(medium)}, {_threshold(high)})", "", "")
        bands = split(changes, medium, high)
        for title, level, band in zip(titles, ("Low", "Medium", "High"), bands, strict=True):
            yield [title, level, *_band(band, weeks)]


def _threshold(score: float) -> str:
    return f"{score:g}" if isfinite(score) else "none"


def _band(band: Band, weeks: float) -> list[str]:
    return [f"{band.changes / weeks:.1f}", f"{band.reverted:,.0f}", f"{band.rate:.2%}"]
