"""A click on Approve: until it is acknowledged, beside a bare Bolt listener; and until its card is redrawn.

By itself: `python -m bench.clicks [ROUNDS] [CLICKS]`. Rounds of either bot take turns on one local Slack. The
clicks come at an even pace whether or not the bot keeps up, each on a deploy of its own.
"""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from statistics import median, quantiles

from bench.installed import PEOPLE, Installed, installed
from bench.prepared import Waiting, put_away, reviewed, waiting
from blocks.card import APPROVE
from sandbox.slack import Call
from sandbox.slack.load import Clicked
from tests.eventually import eventually

BUTTON = f"'action_id': '{APPROVE}'"
RATE = 50.0  # clicks a second
ROUNDS, CLICKS, WARM_UP = 3, 250, 50
COLUMNS = "{:<44} {:>9} {:>9} {:>9} {:>9} {:>6}"


@dataclass(frozen=True)
class Round:
    took: Sequence[float]  # seconds to the acknowledgement
    lost: int
    redrawn: Sequence[float] = ()  # seconds from the click


def main(rounds: int = ROUNDS, clicks: int = CLICKS) -> None:
    for line in rows(rounds, clicks):
        print(line)


def rows(rounds: int = ROUNDS, clicks: int = CLICKS) -> Iterator[str]:
    yield COLUMNS.format("clicks, 50 a second; milliseconds", "median", "95th", "99th", "most", "lost")
    bare: dict[str, list[Round]] = {"bolt": [], "airlock": []}
    ours = []
    with installed() as airlock:
        made = waiting(airlock, reviewed(airlock), WARM_UP + rounds * clicks)
        airlock.rest()
        measured(airlock, made[:WARM_UP])
        for number in range(rounds):
            some = made[WARM_UP + number * clicks :][:clicks]
            for client, done in bare.items():
                done.append(acknowledged(airlock, client, some))
            ours.append(measured(airlock, some))
    yield from _table("bare Bolt, with its own socket client", bare["bolt"])
    yield from _table("bare Bolt, with Airlock's socket client", bare["airlock"])
    yield from _table("airlock", ours)
    for client, done in bare.items():
        yield f"99th percentile against bare Bolt on {client}'s client: {_ratios(ours, done)}"
    drawn = [Round(one.redrawn, clicks - len(one.redrawn)) for one in ours]
    yield from _table("card redrawn, from the click", drawn)


def _ratios(ours: Sequence[Round], bare: Sequence[Round]) -> str:
    """Return the median of the rounds, and each of them."""
    found = [at(one.took, 99) / at(other.took, 99) for one, other in zip(ours, bare, strict=True)]
    return f"{median(found):.2f} ({', '.join(f'{one:.2f}' for one in found)})"


def acknowledged(airlock: Installed, client: str, some: Sequence[Waiting]) -> Round:
    """Let a bare listener take the clicks."""
    with _bare(airlock, client):
        airlock.slack.choose_newest()
        click(airlock, some[:WARM_UP])
        done = click(airlock, some)
    return Round(done.took, done.lost)


def measured(airlock: Installed, some: Sequence[Waiting]) -> Round:
    """Let Airlock take the clicks, and wait until all that follows from them is done."""
    done = click(airlock, some)
    eventually(lambda: len(redrawn(airlock, some)) == len(some), patience=60)
    put_away(airlock, some)
    airlock.rest()
    drawn = redrawn(airlock, some)
    taken = [drawn[one.card.ts] - at for one, at in zip(some, done.at, strict=True) if one.card.ts in drawn]
    return Round(done.took, done.lost, taken)


def click(airlock: Installed, some: Sequence[Waiting]) -> Clicked:
    clicks = [(user, one.card) for user, one in zip(cycle(PEOPLE), some, strict=False)]
    return airlock.slack.click_evenly(clicks, APPROVE, RATE)


def redrawn(airlock: Installed, some: Sequence[Waiting]) -> dict[str, float]:
    """Return when each card was without its button first."""
    wanted, first = {one.card.ts for one in some}, dict[str, float]()
    for call in airlock.slack.calls:
        ts = call.args.get("ts")
        if (
            call.method == "chat.update"
            and ts in wanted
            and call.result["ok"]
            and BUTTON not in str(call.args)
        ):
            first.setdefault(ts, call.at)
    return first


def _is_redrawing(call: Call) -> bool:
    return call.method == "chat.update" and BUTTON not in str(call.args)


def at(values: Sequence[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def _table(what: str, rounds: Sequence[Round]) -> Iterator[str]:
    """Return the medians over the rounds, and how many were lost in all of them."""
    shown = [*(median(at(one.took, percent) for one in rounds) for percent in (50, 95, 99))]
    shown.append(median(max(one.took) for one in rounds))
    lost = sum(one.lost for one in rounds)
    yield COLUMNS.format(what, *(f"{value * 1e3:.1f}" for value in shown), lost)


@contextmanager
def _bare(airlock: Installed, client: str) -> Iterator[None]:
    slack, before = airlock.slack, airlock.slack.connections
    argv = [sys.executable, "-m", "bench.bare", client, slack.api_url, slack.bot_token, slack.app_token]
    with subprocess.Popen(argv, stdin=subprocess.PIPE) as bare:
        assert bare.stdin
        eventually(lambda: slack.connections > before)
        yield
        bare.stdin.close()
    eventually(lambda: slack.connections == before)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
