"""What the demo stands on: a local Slack, GitHub and CI, the shop's repository, and settings that fit."""

import os
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from app.domain.errors import BadInput
from app.settings import Settings
from sandbox.ci import CISandbox
from sandbox.demo import forge
from sandbox.github import GitHubSandbox
from sandbox.sample import Rules, Sample, build
from sandbox.slack import SlackSandbox

T = TypeVar("T")
HOST = "127.0.0.1"
TRIES = 50  # ports in a row
LAST_PORT = 65535
GATES = {"auth": ["@security"]}
LEADS = ["@eng-leads"]


@dataclass(frozen=True)
class Pace:
    """How fast the demo's world turns."""

    takes: timedelta  # a deployment by the CI
    staging: Mapping[str, object]  # the clock of staging; production keeps the usual one


@dataclass(frozen=True)
class Stage:
    data_dir: Path
    slack: SlackSandbox
    hub: GitHubSandbox  # where production is deployed from
    ci: CISandbox  # where staging is
    sample: Sample

    @property
    def port(self) -> int:
        """Of the page."""
        return port_of(self.slack.page_url)


@contextmanager
def staged(data_dir: Path, port: int, pace: Pace) -> Iterator[Stage]:
    """Set everything up, and this process's environment and directory with it."""
    secret = secrets.token_hex(16)
    with ExitStack() as stack:
        slack = _first_free(stack, SlackSandbox.start, port)
        start_ci = partial(CISandbox.start, secret, takes=pace.takes)
        hub = _first_free(stack, GitHubSandbox.start, port_of(slack.page_url) + 1)
        hub.takes = pace.takes
        ci = _first_free(stack, start_ci, port_of(hub.origin) + 1)
        web = _first_port(port_of(ci.url) + 1)
        settings = {**_settings(data_dir, slack, ci, web), **hub.settings}
        stack.enter_context(_surrounded(data_dir, settings))
        sample = build(data_dir / "shop", _rules(ci, pace))
        ci.set_live(sample.repository, "staging", sample.base)
        forge.settle(hub, sample, webhook=f"http://{HOST}:{web}/webhooks/github")
        yield Stage(data_dir, slack, hub, ci, sample)


def _rules(ci: CISandbox, pace: Pace) -> Rules:
    """Let production wait on GitHub for Airlock, and staging be promoted by any other CI's webhook."""
    staging = {"promote": {"kind": "webhook", "url": ci.url}, "artifacts": {}, **pace.staging}
    return Rules(
        promote={"kind": "github-protection-rule"},
        artifacts=forge.ARTIFACTS,
        gates=GATES,
        more={"override": LEADS, "escalate": {"mention": LEADS}},
        people={"leaders": LEADS},
        staging=staging,
    )


def port_of(url: str) -> int:
    return urlsplit(url).port or 0


def _first_port(first: int) -> int:
    with ExitStack() as stack:
        listener = _first_free(stack, lambda port: socket.create_server((HOST, port)), first)
        return int(listener.getsockname()[1])


def _settings(data_dir: Path, slack: SlackSandbox, ci: CISandbox, port: int) -> dict[str, str]:
    return {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "AIRLOCK_DATA_DIR": str(data_dir / "record"),
        "AIRLOCK_CI_SECRET": ci.secret,
        "AIRLOCK_HTTP_HOST": HOST,
        "AIRLOCK_HTTP_PORT": str(port),
        "AIRLOCK_ALLOWED_HOSTS": urlsplit(ci.url).netloc,
    }


def _first_free(stack: ExitStack, start: Callable[[int], AbstractContextManager[T]], first: int) -> T:
    """Start on the first port that is free from there on; 0 is any."""
    for port in range(first, min(first + TRIES, LAST_PORT + 1)):
        try:
            return stack.enter_context(start(port))
        except OSError:
            continue
    raise BadInput(f"--port: none from {first} to {first + TRIES - 1} is free; name another.")


@contextmanager
def _surrounded(directory: Path, settings: Mapping[str, str]) -> Iterator[None]:
    """Work in `directory` with these settings only: no .env and no environment of a real installation."""
    outer, home = dict(os.environ), Path.cwd()
    for name in Settings.model_fields:
        os.environ.pop(name.upper(), None)
    os.environ.update(settings)
    os.chdir(directory)
    try:
        yield
    finally:
        os.chdir(home)
        os.environ.clear()
        os.environ.update(outer)
