"""Slack or GitHub is away for long: how often it is asked meanwhile, and how soon all is true again.

By itself: `python -m bench.away [slack|github] [MINUTES]`, an hour unless told otherwise. It reads /proc,
so it needs Linux.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from app import wiring
from app.domain.deploy import Deploy, Key
from app.domain.errors import Missing
from bench.installed import PEOPLE, Installed, installed
from bench.prepared import APPROVAL, request, reviewed, waiting
from bench.startup import usage
from blocks.card import APPROVE
from sandbox.demo import forge
from sandbox.github import GitHubSandbox
from sandbox.sample import Rules
from tests.eventually import eventually

MINUTES = 60.0
APPROVED, QUEUED = 20, 30  # of Slack: right before it goes, and while it is away
TAKES = timedelta(seconds=10)  # a deployment by the CI: its end finds Slack away
RUNS = 6  # of GitHub: that wait before, and as many that begin while it is away
PATIENCE = 300  # seconds until everything has to be done

State = Callable[[], bool]


@dataclass
class Scene:
    """Who goes away, and what has to be true in the end."""

    airlock: Installed
    goes: Callable[[], object]
    meanwhile: Callable[[], object]
    back: Callable[[], object]
    asked_at: Callable[[], Sequence[float]]  # seconds since 1970
    ends: dict[str, State]


def main(who: str, minutes: float) -> None:
    """Print the figures of one of them, or of both."""
    for name, scene in SCENES.items():
        if who in ("", name):
            with scene() as ready:
                for line in rows(name, ready, minutes * 60):
                    print(line, flush=True)


def rows(name: str, scene: Scene, seconds: float) -> Iterator[str]:
    """Yield the figures of one that is away for so many seconds."""
    began, before, commands = time.time(), usage(scene.airlock.up.pid).cpu, _commands(scene.airlock)
    scene.goes()
    time.sleep(min(seconds / 4, 60))
    scene.meanwhile()
    time.sleep(max(0.0, began + seconds - time.time()))
    cpu, calls = usage(scene.airlock.up.pid).cpu - before, _commands(scene.airlock) - commands
    over = time.time()
    scene.back()
    yield f"{name} away for {seconds / 60:.0f} minutes"
    missed = [at for at in scene.asked_at() if began <= at < over]
    yield f"  asked {len(missed)} times, at most {_most(missed, 60)} in a minute, {_last(missed, over)}"
    yield f"  CPU {cpu / seconds:.1%} of a core; {calls / seconds:.0f} calls to Redis a second"
    for what, is_true in scene.ends.items():
        eventually(is_true, patience=PATIENCE)
        yield f"  {what} after {time.time() - over:.1f} s"
    after = [at for at in scene.asked_at() if at >= over]
    yield f"  first asked after {after[0] - over:.1f} s, then at most {_most(after, 1)} times in a second"


def _last(missed: Sequence[float], over: float) -> str:
    return f"{sum(at > over - 600 for at in missed) / 10:.1f} a minute in the last ten"


def _most(times: Sequence[float], seconds: float) -> int:
    return max(Counter(int(at / seconds) for at in times).values(), default=0)


def _commands(airlock: Installed) -> int:
    return int(airlock.parts.redis.info("stats")["total_commands_processed"])


@contextmanager
def _slack() -> Iterator[Scene]:
    with installed(takes=TAKES) as airlock:
        slack, gate = airlock.slack, airlock.parts.gate
        made = waiting(airlock, reviewed(airlock), APPROVED)
        slack.limit_rates()
        queued = list[str]()

        def goes() -> None:
            slack.click_evenly([(PEOPLE[0], one.card) for one in made], APPROVE, 5)
            slack.away()

        def meanwhile() -> None:
            for number in range(QUEUED):
                asked = request(airlock, f"harbour/away-{number}")
                queued.append(gate.queue(asked, wiring.now())[0].id)

        def live() -> bool:
            shown = {message.ts: message.text for message in slack.messages(APPROVAL)}
            return all("Live since" in shown[one.card.ts] for one in made)

        yield Scene(
            airlock, goes, meanwhile, slack.back,
            lambda: slack.asked_at,
            {
                "what went live is shown": live,
                "all cards are up": lambda: all(gate.get(one).card for one in queued),
                "nothing is owed": lambda: not airlock.debts,
            },
        )  # fmt: skip


@contextmanager
def _github() -> Iterator[Scene]:
    with ExitStack() as stack:
        hub = stack.enter_context(GitHubSandbox.start())
        hub.takes = timedelta(seconds=1)
        rules = Rules(promote={"kind": "github-protection-rule"}, supersede="never")
        airlock = stack.enter_context(installed(rules, more=hub.settings))
        sample, gate, slack = airlock.sample, airlock.parts.gate, airlock.slack
        port = airlock.parts.settings.airlock_http_port
        forge.settle(hub, sample, webhook=f"http://127.0.0.1:{port}/webhooks/github")

        def runs() -> list[str]:
            sha = sample.routine.sha
            begun = [forge.begin(hub, sample, sample.routine) for _ in range(RUNS)]
            return [Key(sample.repository, "production", sha, str(run)).deploy_id for run in begun]

        made, decided, later = runs(), list[str](), list[str]()
        eventually(lambda: all(_card(airlock, one) for one in made), patience=PATIENCE)

        def meanwhile() -> None:
            later.extend(runs())
            shown = {message.ts: message for message in slack.messages(APPROVAL)}
            cards = [shown[_card(airlock, one)] for one in made]
            slack.click_evenly([(PEOPLE[0], card) for card in cards], APPROVE, 5)
            decided.extend(one for one in made if gate.get(one).decision)

        yield Scene(
            airlock, hub.away, meanwhile, hub.back,
            lambda: hub.asked_at,
            {
                "what was approved is live": lambda: all(gate.get(one).state == "live" for one in decided),
                "all that came are reviewed": lambda: all(_is_read(airlock, one) for one in later),
                "nothing is owed": lambda: not airlock.debts,
            },
        )  # fmt: skip


def _card(airlock: Installed, deploy_id: str) -> str:
    deploy = _found(airlock, deploy_id)
    return deploy.card.ts if deploy and deploy.card else ""


def _is_read(airlock: Installed, deploy_id: str) -> bool:
    deploy = _found(airlock, deploy_id)
    return deploy is not None and deploy.summary is not None and deploy.summary.level != "high"


def _found(airlock: Installed, deploy_id: str) -> Deploy | None:
    """Return it, or None while Airlock has not recorded what GitHub told."""
    with suppress(Missing):
        return airlock.parts.gate.get(deploy_id)
    return None


SCENES = {"slack": _slack, "github": _github}

if __name__ == "__main__":
    main("".join(sys.argv[1:2]), float(next(iter(sys.argv[2:3]), MINUTES)))
