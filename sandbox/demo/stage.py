"""What the demo stands on: a local Slack, a local CI, the shop's repository, and settings that fit."""

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
from sandbox.sample import Rules, Sample, build
from sandbox.slack import SlackSandbox

T = TypeVar("T")
HOST = "127.0.0.1"
TRIES = 50  # ports in a row
LAST_PORT = 65535
GATES = {"auth": ["@security"]}


@dataclass(frozen=True)
class Pace:
    """How fast the demo's world turns."""

    takes: timedelta  # a deployment by the CI
    staging: Mapping[str, object]  # the clock of staging; production keeps the usual one


@dataclass(frozen=True)
class Stage:
    data_dir: Path
    slack: SlackSandbox
    ci: CISandbox
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
        ci = _first_free(stack, start_ci, port_of(slack.page_url) + 1)
        stack.enter_context(_surrounded(data_dir, _settings(data_dir, slack, ci)))
        rules = Rules(promote_url=ci.url, staging=pace.staging, gates=GATES)
        sample = build(data_dir / "shop", rules)
        ci.set_live(sample.repository, "production", sample.base)
        yield Stage(data_dir, slack, ci, sample)


def port_of(url: str) -> int:
    return urlsplit(url).port or 0


def _settings(data_dir: Path, slack: SlackSandbox, ci: CISandbox) -> dict[str, str]:
    with ExitStack() as stack:
        listener = _first_free(stack, lambda port: socket.create_server((HOST, port)), port_of(ci.url) + 1)
        port = listener.getsockname()[1]
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
