"""`airlock demo` as somebody starts it in a terminal."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.settings import Settings
from tests.eventually import eventually

ENDING = 30.0  # seconds
FOREIGN = {name.upper() for name in Settings.model_fields}


def command(*options: str) -> list[str]:
    return [sys.executable, "-m", "app.cli", "demo", *options]


def environment(**more: str) -> dict[str, str]:
    """Return ours, with settings that a demo must not take over from an installation."""
    ours = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return {**ours, "REDIS_URL": "redis://127.0.0.1:1", "AIRLOCK_URL": "http://127.0.0.1:1", **more}


@dataclass
class Demo:
    process: subprocess.Popen[bytes]
    terminal: Path
    data_dir: Path

    @property
    def said(self) -> str:
        """Everything on the terminal so far."""
        return self.terminal.read_text("utf-8")

    @property
    def url(self) -> str:
        found = re.search(r"Open +(http://\S+/)#", self.said)
        assert found, self.said
        return found[1]

    def says(self, words: str) -> None:
        def is_said() -> bool:
            assert self.process.poll() is None, self.said
            return words in self.said

        eventually(is_said)

    def interrupt(self) -> int:
        """Press Ctrl-C; return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(ENDING)


@contextmanager
def running(directory: Path, port: int) -> Iterator[Demo]:
    """Start an interactive demo; it is ended at the latest with the block."""
    terminal, data_dir = directory / "terminal", directory / "data"
    options = ("--port", str(port), "--data-dir", str(data_dir))
    with terminal.open("wb") as output:
        process = subprocess.Popen(
            command(*options), stdout=output, stderr=output, env=environment(), start_new_session=True
        )
    try:
        yield Demo(process, terminal, data_dir)
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(ENDING)
