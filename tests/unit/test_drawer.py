"""The process that redraws cards for the bot: it does what it is told, and ends with who tells it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.eventually import eventually

TELLING = """
import os, signal, sys
from pathlib import Path
from app.adapters.drawer import Drawer

def serve(told):
    with Path(sys.argv[1]).open("a") as drawn:
        for deploy_id in told:
            print(os.getpid(), deploy_id, file=drawn, flush=True)
        print("end", file=drawn)

drawer = Drawer(serve)
told = lambda: Path(sys.argv[1]).read_text()
"""


def run(script: str, drawn: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", TELLING + script, str(drawn)], stdout=-1, text=True)


def test_what_it_was_told_is_done_in_another_process_before_the_end(tmp_path: Path) -> None:
    drawn = tmp_path / "drawn"
    with run("[drawer.tell(one) for one in ('one', 'two')]; drawer.close(); print(told())", drawn) as bot:
        (first, second), (_, third), (end,) = (line.split() for line in drawn_by(bot))
    assert (int(first) != bot.pid, second, third, end) == (True, "one", "two", "end")


def test_one_that_was_killed_says_so_and_is_no_burden(tmp_path: Path) -> None:
    script = "os.kill(drawer.pid, signal.SIGKILL); os.waitid(os.P_PID, drawer.pid, os.WEXITED | os.WNOWAIT)\n"
    script += "print(drawer.tell('one'), drawer.tell('two')); drawer.close(); print('end')"
    with run(script, tmp_path / "drawn") as bot:
        assert drawn_by(bot) == ["False False", "end"]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_it_finishes_what_it_was_told_by_a_bot_that_was_killed(
    tmp_path: Path, number: signal.Signals
) -> None:
    drawn = tmp_path / "drawn"
    with run("drawer.tell('one'); print(drawer.pid, flush=True); signal.pause()", drawn) as bot:
        assert bot.stdout
        pid = int(bot.stdout.readline())
        eventually(lambda: drawn.exists() and drawn.read_text())
        os.kill(pid, signal.SIGTERM)  # as who ends a whole service does; it ends with the bot all the same
        bot.send_signal(number)
    eventually(lambda: drawn.read_text().splitlines() == [f"{pid} one", "end"])


def test_one_that_does_nothing_holds_nobody_up(tmp_path: Path) -> None:
    script = "os.kill(drawer.pid, signal.SIGSTOP)\n"
    script += "print({drawer.tell('twelve-bytes') for _ in range(10_000)})\n"
    script += "os.kill(drawer.pid, signal.SIGKILL); drawer.close()"
    with run(script, tmp_path / "drawn") as bot:
        assert drawn_by(bot) == ["{True}"]


def drawn_by(bot: "subprocess.Popen[str]") -> list[str]:
    assert bot.stdout
    return [line for line in bot.stdout.read().splitlines() if line]
