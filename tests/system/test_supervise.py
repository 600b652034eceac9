"""`airlock up`'s supervisor, with real processes: started, read, restarted, ended."""

import io
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis

from app.adapters.embedded import start
from app.child import Spec
from app.domain.errors import BadInput
from app.supervise import Supervisor, Timing
from tests.eventually import eventually

QUICK = Timing(first_delay=0.01, longest_delay=0.04)
WAIT = "import signal, time\nprint('ready')\nwhile True: time.sleep(60)"


def python(name: str, code: str) -> Spec:
    return Spec(name, (sys.executable, "-c", code))


class Run:
    """One run of a supervisor, ended as soon as its log says what is waited for."""

    def __init__(self, *specs: Spec, timing: Timing = QUICK, keep: Callable[[], None] = lambda: None) -> None:
        self.log = io.StringIO()
        self.ready = 0
        self.supervisor = Supervisor(specs, log=self.log, on_ready=self._count, keep=keep, timing=timing)

    def _count(self) -> None:
        self.ready += 1

    def until(self, condition: Callable[[str], object], end: Callable[[], None] | None = None) -> int:
        def wait() -> None:
            try:
                eventually(lambda: condition(self.log.getvalue()))
            finally:
                (end or self.supervisor.stop)()

        waiter = threading.Thread(target=wait)
        waiter.start()
        code = self.supervisor.run()
        waiter.join()
        return code

    @property
    def lines(self) -> list[str]:
        return self.log.getvalue().splitlines()


def test_every_line_bears_the_name_of_its_process() -> None:
    run = Run(
        python("web", f"import sys; print('one', file=sys.stderr); print('two'); {WAIT}"),
        python("worker", f"print('drei\\x80'); import os; os.write(1, b'\\xff\\r\\n'); {WAIT}"),
    )
    assert run.until(lambda log: log.count("ready") == 2) == 0
    assert [line for line in run.lines if line.startswith("web")][:3] == [
        "web    | one",
        "web    | two",
        "web    | ready",
    ]
    assert "worker | \N{REPLACEMENT CHARACTER}" in run.lines


def test_all_are_ready_once_each_has_said_so() -> None:
    run = Run(python("web", WAIT), python("bot", WAIT))
    assert run.until(lambda _: run.ready) == 0
    assert run.ready == 1
    assert {"web | ready", "bot | ready"} <= set(run.lines)


def test_what_dies_is_started_again_after_a_growing_while() -> None:
    run = Run(python("bot", "raise SystemExit(3)"))
    assert run.until(lambda log: log.count("starts again") > 3) == 0
    assert run.lines[:4] == [
        "bot | exited with code 3, starts again in 0.01 s",
        "bot | exited with code 3, starts again in 0.02 s",
        "bot | exited with code 3, starts again in 0.04 s",
        "bot | exited with code 3, starts again in 0.04 s",
    ]


def test_what_is_killed_is_started_again() -> None:
    run = Run(python("bot", "import os; print('up'); os.kill(os.getpid(), 9)"))
    assert run.until(lambda log: log.count("up") > 1) == 0
    assert run.lines[:2] == ["bot | up", "bot | was ended by SIGKILL, starts again in 0.01 s"]


def test_a_while_is_one_second_doubling_to_thirty() -> None:
    assert [Timing().delay(failures) for failures in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]
    assert Timing().delay(10_000) == 30


def test_wrong_settings_stop_everything_after_their_sentence() -> None:
    sentence = "SLACK_BOT_TOKEN must be the app's Bot User OAuth Token."
    run = Run(python("bot", f'import sys; print("{sentence}"); sys.exit(2)'), python("web", WAIT))
    assert run.supervisor.run() == 2
    assert f"bot | {sentence}" in run.lines
    assert "bot | exited with code 2: it cannot work as it is set up" in run.lines
    assert "web | was ended by SIGTERM" in run.lines


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_lets_everybody_finish(number: signal.Signals) -> None:
    finish = "def finish(*_): print('finished'); raise SystemExit\n"
    before = signal.getsignal(number)
    run = Run(python("worker", f"{finish}import signal; signal.signal(15, finish)\n{WAIT}"))
    assert run.until(lambda log: "ready" in log, lambda: os.kill(os.getpid(), number)) == 0
    assert run.lines == ["worker | ready", "worker | finished", "worker | exited with code 0"]
    assert signal.getsignal(number) == before


STUBBORN = f"import signal; signal.signal(15, lambda *_: print('no'))\n{WAIT}"


def test_who_does_not_leave_in_time_is_killed() -> None:
    run = Run(python("worker", STUBBORN), timing=Timing(farewell=0.05))
    assert run.until(lambda log: "ready" in log) == 0
    assert run.lines[-2:] == ["worker | does not leave and is killed", "worker | was ended by SIGKILL"]


def test_asking_twice_does_not_wait() -> None:
    run = Run(python("worker", STUBBORN))

    def ask_twice() -> None:
        run.supervisor.stop()
        eventually(lambda: "| no" in run.log.getvalue())
        run.supervisor.stop()

    assert run.until(lambda log: "ready" in log, ask_twice) == 0
    assert run.lines[-1] == "worker | was ended by SIGKILL"


def test_ctrl_c_in_the_terminal_is_for_the_supervisor_alone() -> None:
    run = Run(python("web", f"import os; print('group', os.getpgid(0)); {WAIT}"))
    run.until(lambda log: "ready" in log)
    assert f"web | group {os.getpgid(0)}" not in run.lines


def test_what_a_process_leaves_behind_does_not_hold_up_the_end() -> None:
    forks = (
        "import os, time\nif os.fork() == 0: os.setsid(); print('left'); time.sleep(3)\nelse: time.sleep(60)"
    )
    run = Run(python("worker", forks))
    assert run.until(lambda log: "left" in log) == 0


def test_a_line_without_an_end_is_shown_in_pieces() -> None:
    run = Run(python("web", f"print('x' * 100_000, end=''); {WAIT}"))
    run.until(lambda log: log.count("x") >= 65_536)
    assert run.lines[0] == "web | " + "x" * 65_536


def test_what_all_stand_on_is_kept_up(tmp_path: Path) -> None:
    with start(tmp_path) as redis:
        first = redis.process
        run = Run(python("web", WAIT), keep=redis.revive)

        def kill_redis() -> None:
            first.kill()
            eventually(lambda: redis.process is not first)
            run.supervisor.stop()

        assert run.until(lambda log: "ready" in log, kill_redis) == 0
        with Redis.from_url(redis.url) as client:
            assert client.ping()


def test_when_what_all_stand_on_cannot_be_kept_everything_stops() -> None:
    def fail() -> None:
        raise BadInput("There is no redis-server on PATH.")

    run = Run(python("web", WAIT), keep=fail)
    assert run.supervisor.run() == 2
    assert run.lines == ["airlock | There is no redis-server on PATH."]
