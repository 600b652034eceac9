"""Many deploys queued at once, with Slack's real limits on: when their cards are up, and in which order.

By itself: `python -m bench.burst [--deploys N] [--clicks A_MINUTE]`. In the middle come a few hotfixes, and a
few that are critical. People approve cards that are up meanwhile.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Event, Thread

from app import wiring
from app.domain.effect import Effect
from bench.clicks import at, redrawn
from bench.installed import PEOPLE, Installed, installed
from bench.prepared import APPROVAL, Waiting, request, reviewed
from bench.startup import usage
from blocks.card import APPROVE
from sandbox.sample import Rules
from sandbox.slack import Call
from sandbox.slack.rates import POST_BURST, POSTS_PER_SECOND

DEPLOYS, CLICKS = 60, 30.0  # at once; a minute
SHOP = "harbour/shop"  # whose policy is known by then
URGENT = 5  # of each kind
RULES = Rules(supersede="never", staging={"priority": "critical"})


@dataclass
class Burst:
    """What was queued, and when."""

    ids: list[str] = field(default_factory=list)  # in order
    urgent: list[str] = field(default_factory=list)
    begun: float = 0.0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--deploys", type=int, default=DEPLOYS)
    parser.add_argument("--clicks", type=float, default=CLICKS)
    given = parser.parse_args()
    for line in rows(given.deploys, given.clicks):
        print(line, flush=True)


def rows(deploys: int = DEPLOYS, clicks: float = CLICKS) -> Iterator[str]:
    with installed(RULES, takes=timedelta(seconds=2)) as airlock:
        reviewed(airlock)
        airlock.slack.limit_rates()
        before, cpu, since = _commands(airlock), _cpu(airlock), len(airlock.slack.calls)
        burst, stop = _queued(airlock, deploys), Event()
        people = People(airlock, burst, clicks, stop)
        people.start()
        up = _awaited(airlock, burst, since)
        stop.set()
        people.join()
        spent, after = _cpu(airlock) - cpu, _commands(airlock)
        yield from _times(burst, up)
        yield from people.rows()
        yield from _costs(airlock.slack.calls[since:], spent, after - before, deploys)


class People(Thread):
    """Approves cards that are up, at an even pace."""

    def __init__(self, airlock: Installed, burst: Burst, rate: float, stop: Event) -> None:
        super().__init__()
        self._airlock, self._burst, self._pause, self._over = airlock, burst, 60 / rate, stop
        self._took: list[float] = []
        self._clicked: dict[str, tuple[Waiting, float]] = {}

    def run(self) -> None:
        slack = self._airlock.slack
        while not self._over.wait(self._pause):
            shown = {message.ts: message for message in slack.messages(APPROVAL)}
            waits = [ts for ts in shown if ts not in self._clicked and _is_open(shown[ts].blocks)]
            if waits:
                card = shown[random.choice(waits)]  # noqa: S311 - no secret
                clicked = slack.click_evenly([(random.choice(PEOPLE), card)], APPROVE, 1)  # noqa: S311
                self._took += clicked.took
                self._clicked[card.ts] = Waiting("", card), clicked.at[0]

    def rows(self) -> Iterator[str]:
        """Yield what they saw."""
        drawn = redrawn(self._airlock, [one for one, _ in self._clicked.values()])
        waited = [drawn[ts] - when for ts, (_, when) in self._clicked.items() if ts in drawn]
        for what, values in (("acknowledged", self._took), ("redrawn", waited)):
            if len(values) > 1:
                shown = ", ".join(f"{at(values, percent) * 1e3:.0f}" for percent in (50, 95, 99))
                yield f"clicks {what}: {len(values)} of {len(self._clicked)}; ms (50, 95, 99 %): {shown}"


def _is_open(blocks: object) -> bool:
    return APPROVE in str(blocks)


def _queued(airlock: Installed, deploys: int) -> Burst:
    burst = Burst(begun=time.time())
    for number in range(deploys):
        asked = request(airlock, f"harbour/shop-{number}")
        if 0 <= number - deploys // 2 < URGENT:
            asked = replace(asked, hotfix="It is down.")
        elif 0 <= number - deploys // 2 - URGENT < URGENT:
            asked = replace(asked, key=replace(asked.key, repository=SHOP, environment="staging"))
        deploy, _ = airlock.parts.gate.queue(asked, wiring.now())
        burst.ids.append(deploy.id)
        if asked.hotfix or asked.key.environment == "staging":
            burst.urgent.append(deploy.id)
    return burst


def _awaited(airlock: Installed, burst: Burst, since: int) -> Mapping[str, float]:
    """Return when each card came up, once all have."""
    give_up = time.monotonic() + 20 + 1.15 * len(burst.ids)
    while len(up := _up(airlock.slack.calls[since:])) < len(burst.ids) and time.monotonic() < give_up:
        time.sleep(0.5)
    return up


def _up(calls: Sequence[Call]) -> dict[str, float]:
    up = dict[str, float]()
    for call in calls:
        metadata = call.args.get("metadata")
        if call.method == "chat.postMessage" and call.result["ok"] and metadata:
            deploy_id, effect, _ = metadata["event_payload"]["mark"].split(".")
            if effect == Effect.POST_CARD:
                up[deploy_id] = call.at
    return up


def _times(burst: Burst, up: Mapping[str, float]) -> Iterator[str]:
    least = (len(burst.ids) - POST_BURST) / POSTS_PER_SECOND
    taken = max(up.values()) - burst.begun
    yield f"cards up: {len(up)} of {len(burst.ids)} in {taken:.1f} s"
    yield f"Slack's limit allows {least:.1f} s: {taken / least:.3f}"
    urgent = ", ".join(f"{up[one] - burst.begun:.1f}" for one in burst.urgent if one in up)
    yield f"urgent ones (hotfixes, then critical ones) up after: {urgent} s"
    place = {one: number for number, one in enumerate(burst.ids)}
    others = [
        place[one] for one in sorted(up, key=lambda one: up[one]) if one in place and one not in burst.urgent
    ]
    moved = [
        number for number, (one, other) in enumerate(zip(others, sorted(others), strict=True)) if one != other
    ]
    yield f"others not in their place: {len(moved)} of {len(others)}"


def _costs(calls: Sequence[Call], cpu: float, commands: Counter[str], deploys: int) -> Iterator[str]:
    refused = Counter(call.method for call in calls if call.result.get("error") == "ratelimited")
    yield f"refused by Slack's limits: {dict(refused) or 'none'}"
    yield f"calls to Slack a card: {len(calls) / deploys:.1f}"
    yield f"CPU a card: {cpu / deploys * 1e3:.0f} ms; calls to Redis a card: {commands.total() / deploys:.0f}"
    yield "  " + ", ".join(f"{name} {number / deploys:.1f}" for name, number in commands.most_common(14))


def _commands(airlock: Installed) -> Counter[str]:
    told = airlock.parts.redis.info("commandstats")
    return Counter({name.removeprefix("cmdstat_"): int(each["calls"]) for name, each in told.items()})


def _cpu(airlock: Installed) -> float:
    return usage(airlock.up.pid).cpu


if __name__ == "__main__":
    main()
