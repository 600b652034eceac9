"""A whole Airlock under `airlock up`, with all that it talks to on loopback, and people who may approve.

The local Slack runs in the measuring process, so that its time stamps are those of the measurement; the CI
runs in one of its own.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from app import wiring
from app.adapters import keys
from app.adapters.embedded import url_for
from app.adapters.outage import text
from app.domain.effect import Effect
from app.settings import Settings
from sandbox.ci import CISandbox
from sandbox.sample import Rules, Sample, build
from sandbox.slack import SEED, Group, Seed, SlackSandbox, User
from tests.eventually import eventually
from tests.stories.world import SECRET, free_port

NEVER = timedelta(hours=1)
PATIENCE = 60.0  # seconds
OURS = {name.upper() for name in Settings.model_fields}
PEOPLE = tuple(f"approver{number}" for number in range(8))


@dataclass(frozen=True)
class Installed:
    slack: SlackSandbox
    sample: Sample
    parts: wiring.Parts
    up: "subprocess.Popen[str]"
    data_dir: Path

    @property
    def debts(self) -> set[str]:
        """What is owed, as "DEPLOY EFFECT", but for following what the CI has begun: that never ends here."""
        told = {text(debt) for debt in self.parts.redis.smembers(keys.DEBTS)}
        return {debt for debt in told if not debt.endswith(Effect.FOLLOW)}

    def rest(self) -> None:
        """Wait until nothing is owed."""
        eventually(lambda: not self.debts, patience=120)


@contextmanager
def installed(
    rules: Rules = Rules(supersede="never"),  # noqa: B008 - frozen
    takes: timedelta = NEVER,
    more: Mapping[str, str] | None = None,
) -> Iterator[Installed]:
    """Start everything and wait until it is ready, with `more` settings.

    One approval is enough; a deployment by the CI takes `takes`.
    """
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        slack = stack.enter_context(SlackSandbox.start(seed=_crowded()))
        ci_port = stack.enter_context(_ci(takes))
        approvals = {"low": 1, "medium": 1, "high": 1}
        promote = f"http://127.0.0.1:{ci_port}/promote"
        sample = build(directory / "shop", replace(rules, promote_url=promote, approvals=approvals))
        env = _environment(slack, directory / "data") | {**(more or {})}
        up = stack.enter_context(_up(env, directory))
        env["REDIS_URL"] = url_for(directory / "data") or ""
        settings = Settings(**{name.lower(): env[name] for name in OURS if name in env})  # type: ignore[arg-type]
        parts = wiring.Parts(settings)
        stack.callback(parts.redis.close)
        yield Installed(slack, sample, parts, up, directory / "data")


def _crowded() -> Seed:
    """Return the workspace with more people who may approve."""
    more = tuple(
        User(f"U0APP{number:05}", name, name, f"{name}@harbour.example") for number, name in enumerate(PEOPLE)
    )
    owners, *others = SEED.groups
    everybody = Group(owners.id, owners.handle, (*owners.users, *(user.id for user in more)))
    channels = tuple(replace(one, members=one.members | {user.id for user in more}) for one in SEED.channels)
    return replace(SEED, users=(*SEED.users, *more), groups=(everybody, *others), channels=channels)


@contextmanager
def _ci(takes: timedelta) -> Iterator[int]:
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "bench.installed", str(port), str(takes.total_seconds())],
        stdin=subprocess.PIPE,
    ) as ci:
        assert ci.stdin
        yield port
        ci.stdin.close()


def _serve_ci(port: int, takes: float) -> None:
    with CISandbox.start(SECRET, port, takes=timedelta(seconds=takes)):
        sys.stdin.read()


@contextmanager
def _up(env: Mapping[str, str], directory: Path) -> Iterator["subprocess.Popen[str]"]:
    with (directory / "up.log").open("w") as log:
        up = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "up"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, text=True, cwd=directory, env=dict(env),
        )  # fmt: skip
    said = partial((directory / "up.log").read_text, "utf-8", "replace")
    try:
        eventually(lambda: up.poll() is not None or "Airlock is up.\n" in said(), patience=PATIENCE)
        assert up.poll() is None, said()
        yield up
    finally:
        up.terminate()
        up.wait(PATIENCE)


def _environment(slack: SlackSandbox, data_dir: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return kept | {
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "AIRLOCK_CI_SECRET": SECRET,
        "AIRLOCK_ALLOWED_HOSTS": "127.0.0.1",
        "AIRLOCK_DATA_DIR": str(data_dir),
        "AIRLOCK_HTTP_PORT": str(free_port()),
    }


if __name__ == "__main__":
    _serve_ci(int(sys.argv[1]), float(sys.argv[2]))
