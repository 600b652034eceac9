"""The workers of one process: each has its place, which is filled again until they are told to leave."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread

from tests.eventually import eventually
from workers.crew import Crew

PLACES = (("one",), ("two", "three"))


def wait_in(folder: Path, names: Sequence[str]) -> None:
    """Say so, and wait for a signal, which ends it."""
    (folder / f"{names[0]}.{os.getpid()}").touch()
    signal.pause()


@contextmanager
def crew_in(folder: Path, work: Callable[[Path, Sequence[str]], None] = wait_in) -> Iterator[Crew]:
    crew = Crew(PLACES, lambda names: work(folder, names))
    thread = Thread(target=crew.run)
    thread.start()
    try:
        yield crew
    finally:
        crew.stop()
        thread.join()


def pids(folder: Path) -> dict[str, set[int]]:
    told = [path.name.split(".") for path in folder.iterdir()]
    return {name: {int(pid) for n, pid in told if n == name} for name in ("one", "two")}


def test_each_place_has_a_worker_and_one_that_dies_is_replaced(tmp_path: Path) -> None:
    with crew_in(tmp_path):
        eventually(lambda: all(len(each) == 1 for each in pids(tmp_path).values()))
        first = pids(tmp_path)
        os.kill(first["two"].copy().pop(), signal.SIGKILL)
        eventually(lambda: len(pids(tmp_path)["two"]) == 2)
        assert pids(tmp_path)["one"] == first["one"]


def work_on(folder: Path, names: Sequence[str]) -> None:
    """Say so, and fork a job, which goes on when its worker is gone."""
    if os.fork() == 0:
        (folder / f"job.{os.getpid()}").touch()
    wait_in(folder, names)


def test_one_that_dies_over_a_job_is_replaced_though_the_job_goes_on(tmp_path: Path) -> None:
    with crew_in(tmp_path, work_on):
        eventually(lambda: len(list(tmp_path.glob("job.*"))) == 2)
        jobs = {int(path.suffix[1:]) for path in tmp_path.glob("job.*")}
        eventually(lambda: pids(tmp_path)["one"] - jobs)
        try:
            for worker in pids(tmp_path)["one"] - jobs:
                os.kill(worker, signal.SIGKILL)
            eventually(lambda: len(list(tmp_path.glob("job.*"))) == 3)
        finally:
            for path in tmp_path.glob("job.*"):
                os.kill(int(path.suffix[1:]), signal.SIGKILL)


def test_told_to_leave_all_leave_and_nobody_is_replaced(tmp_path: Path) -> None:
    with crew_in(tmp_path) as crew:
        eventually(lambda: all(pids(tmp_path).values()))
        crew.stop()
    assert all(len(each) == 1 for each in pids(tmp_path).values())
    assert not get_context("fork").active_children()


class Hasty(Crew):
    """Told to leave by another thread while it forks another, before it has noted whom."""

    def __init__(self, folder: Path) -> None:
        super().__init__(PLACES, lambda names: count_signals(folder, names))
        self._folder, self._forks = folder, 0

    def _start(self, place: Sequence[str]) -> BaseProcess:
        worker = super()._start(place)
        self._forks += 1
        if self._forks > len(PLACES):
            self.stop()
            eventually(lambda: list(self._folder.glob("told-two.*")) and len(pids(self._folder)["one"]) == 2)
        return worker


def count_signals(folder: Path, names: Sequence[str]) -> None:
    """Note each time that we are told to leave, and leave when the test says so."""
    signal.signal(signal.SIGTERM, lambda *_: (folder / f"told-{names[0]}.{time.monotonic_ns()}").touch())
    (folder / f"{names[0]}.{os.getpid()}").touch()
    eventually((folder / "leave").exists)


def test_told_while_one_is_forked_each_is_told_and_none_twice(tmp_path: Path) -> None:
    """Told twice, a worker breaks its job off."""
    crew = Hasty(tmp_path)
    thread = Thread(target=crew.run)
    thread.start()
    eventually(lambda: all(pids(tmp_path).values()))
    os.kill(pids(tmp_path)["one"].pop(), signal.SIGKILL)
    eventually(lambda: list(tmp_path.glob("told-one.*")))
    (tmp_path / "leave").touch()
    thread.join(20)
    assert not thread.is_alive()
    assert [len(list(tmp_path.glob(f"told-{name}.*"))) for name in ("one", "two")] == [1, 1]


def note_signals(folder: Path, names: Sequence[str]) -> None:
    """Say what a signal would do to us now, and wait for one."""
    is_own = signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    held_back = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    (folder / f"{names[0]}.{is_own and not held_back}").touch()
    signal.pause()


def test_a_worker_never_takes_a_signal_as_its_parent_would(tmp_path: Path) -> None:
    """Or one that is told to leave right after its fork would only note it, and stay for ever."""
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    crew = Crew(PLACES, lambda names: note_signals(tmp_path, names))
    thread = Thread(target=crew.run)
    thread.start()
    eventually(lambda: len(list(tmp_path.iterdir())) == 2)
    crew.stop()
    thread.join(20)
    signal.signal(signal.SIGTERM, before)
    assert not thread.is_alive()
    assert {path.name for path in tmp_path.iterdir()} == {"one.True", "two.True"}
