"""The Procfile's own processes, started and killed from outside, with all that they talk to on loopback."""

import atexit
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from app import wiring
from app.adapters import embedded
from app.adapters.embedded import Embedded
from app.commands.up import loaded
from app.forked import Forked, ForkServer
from app.settings import Settings
from sandbox.ci import CISandbox
from sandbox.sample import Rules, build
from sandbox.slack import SlackSandbox, Timing
from tests.eventually import eventually
from tests.stories.world import SECRET, World, free_port
from tests.system.census import is_running, session

ROOT = Path(__file__).parents[2]
ENDING = 20.0  # seconds; who leaves may finish a job first
FORKS = ForkServer(*loaded())  # for all installations of this run
atexit.register(FORKS.close)
COMMANDS = dict(re.findall(r"^(\w+): airlock (\w+)$", (ROOT / "Procfile").read_text("utf-8"), re.MULTILINE))


class Process:
    """`airlock NAME` in a session of its own, so that a kill takes its jobs too, as a lost machine does."""

    def __init__(self, name: str, env: Mapping[str, str], directory: Path, *, is_forked: bool) -> None:
        self._output = directory / f"{name}.{os.urandom(4).hex()}.log"
        command = COMMANDS.get(word := name.split(maxsplit=1)[0], word)
        start = _fork if is_forked else _execute
        with self._output.open("wb") as output:
            self._process = start(command, output.fileno(), bare(env), directory)

    @property
    def said(self) -> str:
        """Everything it has written so far."""
        return self._output.read_text("utf-8", "replace")

    def is_ready(self, line: str = "ready") -> bool:
        assert self._process.poll() is None, self.said
        return line in self.said.splitlines()

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def kill(self) -> None:
        """Kill it with its jobs, and see them gone: one that still dies takes a last job along, unseen."""
        leader = self._process.pid
        ours = {leader, *session(leader)}  # just forked, it is not in a session of its own yet
        for pid in ours:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(ENDING)
        eventually(lambda: not any(map(is_running, ours)))

    def ends(self) -> int:
        """Wait for its end and return its exit code."""
        try:
            return self._process.wait(ENDING)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still there after {ENDING:.0f} s: {self.said}") from None


@dataclass
class Installation:
    """Airlock as installed: its settings, its Redis, and the world that it talks to."""

    world: World
    redis: Embedded
    env: Mapping[str, str]
    directory: Path
    running: dict[str, Process] = field(default_factory=dict)
    started: list[Process] = field(default_factory=list)  # ever

    def start(self, *names: str) -> None:
        """Start processes and wait until each says that it works; "worker 2" is a second worker.

        The first are run as the Procfile does, and later ones forked, as `airlock up` does.
        """
        run = self.run if self.started else self.execute
        self.running |= {name: run(name) for name in names}
        for name in names:
            eventually(self.running[name].is_ready)
        if "bot" in names:
            eventually(lambda: self.world.slack.connections)

    def kill(self, *names: str) -> None:
        for name in names:
            self.running.pop(name).kill()

    def stop(self) -> None:
        for process in self.started:
            process.kill()

    def run(self, name: str, **env: str) -> Process:
        """Fork a process with settings changed, and do not wait for it; its end is the test's business."""
        return self._begun(name, env, is_forked=True)

    def execute(self, name: str, **env: str) -> Process:
        """Do the same with an interpreter of its own, as a terminal does; it costs half a second of CPU."""
        return self._begun(name, env, is_forked=False)

    def _begun(self, name: str, env: Mapping[str, str], *, is_forked: bool) -> Process:
        changed = {key: value for key, value in {**self.env, **env}.items() if value}
        process = Process(name, changed, self.directory, is_forked=is_forked)
        self.started.append(process)
        return process

    def missing(self) -> list[str]:
        """Return the processes that a whole Airlock has and this one has not."""
        return [name for name in COMMANDS if name not in self.running]


@contextmanager
def installation(
    directory: Path,
    takes: timedelta = timedelta(milliseconds=200),
    timing: Timing = Timing(),  # noqa: B008 - frozen
) -> Iterator[Installation]:
    """Put everything in place; no process runs yet. One approval is enough, whatever is deployed."""
    with ExitStack() as stack:
        slack = stack.enter_context(SlackSandbox.start(timing=timing))
        ci = stack.enter_context(CISandbox.start(secret=SECRET, takes=takes))
        redis = stack.enter_context(embedded.start(directory / "data"))
        approvals = {"low": 1, "medium": 1, "high": 1}
        sample = build(directory / "shop", Rules(promote_url=ci.url, approvals=approvals))
        env = {"REDIS_URL": redis.url, **settings(slack)}
        parts = wiring.Parts(Settings(**{name.lower(): value for name, value in env.items()}))  # type: ignore[arg-type]
        world = World(slack, ci, sample, parts, wiring.public_url(parts.settings))
        installed = Installation(world, redis, env, directory)
        stack.callback(parts.redis.close)
        stack.callback(installed.stop)
        yield installed


def _fork(command: str, output: int, env: Mapping[str, str], directory: Path) -> Forked:
    return FORKS.start([command], output, env, directory)


def _execute(command: str, output: int, env: Mapping[str, str], directory: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        cwd=directory,
        env=env,
        start_new_session=True,
    )


def settings(slack: SlackSandbox) -> dict[str, str]:
    """Return what the environment says, but for where Redis is."""
    return {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "AIRLOCK_CI_SECRET": SECRET,
        "AIRLOCK_ALLOWED_HOSTS": "127.0.0.1",
        "AIRLOCK_HTTP_PORT": str(free_port()),
    }


def bare(env: Mapping[str, str]) -> dict[str, str]:
    """Return this environment with only those settings in it."""
    ours = {field.upper() for field in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "PYTHONUNBUFFERED": "1", **env}
