"""Slack goes away in several manners: how soon the bot is back, and what it costs meanwhile.

By itself: `python -m bench.outage [SECONDS AWAY [A WORD OF THE FAULT]]`. It reads /proc, so it needs Linux.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from slack_bolt import App
from slack_sdk import WebClient

from handlers.socket import Handler
from sandbox.slack import Manifest, SlackSandbox

AWAY = 10.0  # seconds
PATIENCE = 60.0  # seconds until the bot is given up
LOOK = 0.01  # seconds
TICK = os.sysconf("SC_CLK_TCK")  # per second of CPU
OPEN = "apps.connections.open"
HEADING = "| what happened to Slack | back after | CPU while away | sockets asked for while away |"

Do = Callable[[SlackSandbox], object]


def _silent(slack: SlackSandbox) -> None:
    """Let the open socket carry nothing any more, and nothing new be answered: a line cut far away."""
    slack.break_sockets("silent")
    slack.fail_next(OPEN, drop="never", times=1000)


def _cut(slack: SlackSandbox, do: Do) -> None:
    do(slack)
    slack.cut()


FAULTS: dict[str, Do] = {
    "killed without a close frame, connections refused": lambda slack: slack.away(refused=True),
    "connections taken and dropped": lambda slack: slack.away(),
    "the line cut far away: nothing is refused, nothing answered": _silent,
    "the open socket alone cut far away": lambda slack: slack.break_sockets("silent"),
    "asking for a socket answered with 500": lambda slack: _cut(
        slack, lambda _: slack.fail_next(OPEN, status=500, times=1000)
    ),
    "asking for a socket answered with 429, Retry-After 5": lambda slack: _cut(
        slack, lambda _: slack.fail_next(OPEN, status=429, retry_after=5, times=1000)
    ),
    "the handshake never answered": lambda slack: _cut(slack, lambda _: slack.greet("hanging")),
    "never a hello": lambda slack: _cut(slack, lambda _: slack.greet("mute")),
    "every new socket dropped after its hello": lambda slack: _cut(slack, lambda _: slack.greet("dropping")),
}


@dataclass
class Watched:
    """A bot in a process of its own, and when it had a socket greeted."""

    process: subprocess.Popen[str]
    opened: list[float] = field(default_factory=list)

    def watch(self) -> None:
        assert self.process.stdout is not None
        for _ in self.process.stdout:
            self.opened.append(time.monotonic())

    def back_after(self, since: float) -> float:
        """Wait for a socket after that moment; return how long that took, in seconds."""
        give_up = time.monotonic() + PATIENCE
        while not self.opened or self.opened[-1] < since:
            if time.monotonic() > give_up:
                raise TimeoutError("the bot does not come back")
            time.sleep(LOOK)
        return self.opened[-1] - since

    @property
    def cpu(self) -> float:
        """Return the seconds of CPU that it has spent."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK


def main(away: float, word: str) -> None:
    """Print a table, one row a fault; `away` in seconds."""
    print(HEADING)
    print("|---|---|---|---|")
    for name, happens in FAULTS.items():
        if word in name:
            with SlackSandbox.start(app=Manifest()) as slack, _bot(slack) as watched:
                print(f"| {name} | {_row(slack, watched, happens, away)} |", flush=True)


def _row(slack: SlackSandbox, watched: Watched, happens: Do, away: float) -> str:
    asked, spent, opened = _asked(slack), watched.cpu, len(watched.opened)
    happens(slack)
    time.sleep(away)
    asked, spent = _asked(slack) - asked, watched.cpu - spent
    is_back = len(watched.opened) > opened and slack.connections
    slack.greet("well")
    slack.stop_failing()
    after = "meanwhile" if is_back else f"{watched.back_after(time.monotonic()):.1f} s"
    return f"{after} | {spent:.2f} s of {away:.0f} s | {asked}"


def _asked(slack: SlackSandbox) -> int:
    return sum(call.method == OPEN for call in slack.calls)


@contextmanager
def _bot(slack: SlackSandbox) -> Iterator[Watched]:
    argv = [sys.executable, "-m", "bench.outage", "bot", slack.api_url, slack.bot_token, slack.app_token]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(argv, text=True, stdout=subprocess.PIPE, stderr=quiet) as process:
        watched = Watched(process)
        Thread(target=watched.watch, daemon=True).start()
        try:
            watched.back_after(0)
            yield watched
        finally:
            process.kill()


def _listen(api_url: str, bot_token: str, app_token: str) -> None:
    """Be a bot that hears nothing, on the socket client that production uses."""
    app = App(client=WebClient(bot_token, base_url=api_url, retry_handlers=[]))
    Handler(app, app_token, threads=1, opened=lambda: print("open", flush=True)).connect()
    Event().wait()


if __name__ == "__main__":
    if sys.argv[1:2] == ["bot"]:
        _listen(*sys.argv[2:])
    else:
        main(float(next(iter(sys.argv[1:2]), AWAY)), "".join(sys.argv[2:3]))
