"""`airlock up` with a Redis of its own: how long until it is ready, and what it costs when nothing happens.

By itself: `python -m bench.startup [RUNS] [IDLE SECONDS]`. It reads /proc, so it needs Linux.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from redis import Redis

from app.adapters.embedded import url_for
from app.settings import Settings
from sandbox.slack import SlackSandbox

RUNS, IDLE = 5, 30.0  # starts; seconds to watch what does nothing
SETTLE = 8.0  # seconds from ready to idle: what is done once after a start is over by then
PATIENCE = 60.0  # seconds
TICK = os.sysconf("SC_CLK_TCK")  # per second of CPU
OURS = {name.upper() for name in Settings.model_fields}


@dataclass(frozen=True)
class Usage:
    """Of all processes together."""

    cpu: float  # seconds, ended children included
    pss: int  # KiB; what several share counts once
    rss: int  # KiB; what several share counts for each
    processes: int


@dataclass(frozen=True)
class Start:
    wall: float  # seconds from the command to "Airlock is up."
    cpu: float  # seconds spent by then


def main(runs: int = RUNS, idle: float = IDLE) -> None:
    """Print the figures."""
    with SlackSandbox.start() as slack:
        starts = [_start(slack) for _ in range(runs)]
        print(f"start to ready: {median(one.wall for one in starts):.2f} s wall, ", end="")
        print(f"{median(one.cpu for one in starts):.2f} s CPU (medians of {runs})")
        for line in _idle(slack, idle):
            print(line)


def _start(slack: SlackSandbox) -> Start:
    with _up(slack) as (up, _, wall):
        return Start(wall, usage(up.pid).cpu)


def _idle(slack: SlackSandbox, seconds: float) -> Iterator[str]:
    with _up(slack) as (up, data_dir, _):
        url = url_for(data_dir)
        assert url
        with Redis.from_url(url, decode_responses=True) as redis:
            time.sleep(SETTLE)
            before, calls = usage(up.pid), _calls(redis)
            time.sleep(seconds)
            made = _calls(redis) - calls - Counter(info=1)
            after = usage(up.pid)
    memory = f"{after.pss / 1024:.0f} MB PSS ({after.rss / 1024:.0f} MB RSS)"
    yield f"memory of all processes: {memory}, {after.processes} processes"
    yield f"CPU when idle: {(after.cpu - before.cpu) / seconds:.2%} of one core"
    yield f"calls to Redis when idle: {made.total() / seconds:.1f} a second"
    yield "  " + ", ".join(f"{name} {number / seconds:.2f}" for name, number in made.most_common(12))


@contextmanager
def _up(slack: SlackSandbox) -> Iterator[tuple["subprocess.Popen[str]", Path, float]]:
    """Start everything; give the supervisor, its data directory and the seconds that it took."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir, began = Path(folder) / "data", time.perf_counter()
        up = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "up"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
            env=_environment(slack, data_dir),
        )
        assert up.stderr
        try:
            said = list(iter(up.stderr.readline, "Airlock is up.\n")) if up.poll() is None else []
            assert up.poll() is None, "".join(said)
            yield up, data_dir, time.perf_counter() - began
        finally:
            up.terminate()
            up.communicate(timeout=PATIENCE)


def _environment(slack: SlackSandbox, data_dir: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return kept | {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "AIRLOCK_DATA_DIR": str(data_dir),
        "AIRLOCK_HTTP_PORT": "0",
    }


def _calls(redis: Redis) -> Counter[str]:
    stats = redis.info("commandstats")
    return Counter({name.removeprefix("cmdstat_"): int(told["calls"]) for name, told in stats.items()})


def usage(leader: int) -> Usage:
    """Return what a process and its descendants have used; what has ended counts with its parent."""
    used = [one for pid in _family(leader) if (one := _used(pid))]
    return Usage(
        sum(cpu for cpu, _ in used),
        sum(memory["Pss"] for _, memory in used),
        sum(memory["Rss"] for _, memory in used),
        len(used),
    )


def _used(pid: int) -> tuple[float, dict[str, int]] | None:
    try:
        return _cpu(pid), _memory(pid)
    except (FileNotFoundError, ProcessLookupError):
        return None


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _cpu(pid: int) -> float:
    """Return the CPU seconds of a process and of its children that have ended: proc_pid_stat(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICK


def _memory(pid: int) -> dict[str, int]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    return {name: int(told.split()[0]) for name, _, told in (line.partition(":") for line in lines)}


if __name__ == "__main__":
    runs, idle = [*sys.argv[1:], *(str(RUNS), str(IDLE))[len(sys.argv) - 1 :]]
    main(int(runs), float(idle))
