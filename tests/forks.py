"""Runs the tests in processes forked from the one that collected them: collecting is paid for once.

`--forks 5` asks for it. Each process takes the next file when it is through with one, so that what a file
shares is made once. What is for the whole session is made once in each process.
"""

import gc
import multiprocessing
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import call_and_report

Group = list[pytest.Item]
FORK = multiprocessing.get_context("fork")
TOGETHER = {"sandbox_page"}
LOST = "Not run to its end: the process with it died."


class Queue:
    """The groups that nobody has taken yet, the same for every process."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._groups = groups
        self._taken = FORK.Value("i", 0)

    def next(self) -> Group:
        """Return the next group for this process alone; an empty one at the end."""
        with self._taken.get_lock():
            number = self._taken.value
            self._taken.value += 1
        return self._groups[number] if number < len(self._groups) else []


class Forked:
    """What runs tests in one of the processes, and tells the first one how they went."""

    def __init__(self, queue: Queue, tell: Callable[[Any], None]) -> None:
        self._queue, self._tell = queue, tell
        self._left: Group = queue.next()

    def run(self) -> None:
        while self._left:
            item = self._left.pop(0)
            item.ihook.pytest_runtest_protocol(item=item, nextitem=None)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool:
        """Do as pytest's own does, but say only at the end what comes next, and tell no more than is news."""
        reports = [call_and_report(item, "setup", log=False)]
        if reports[0].passed:
            reports.append(call_and_report(item, "call", log=False))
        self._left = self._left or self._queue.next()
        following = self._left[0] if self._left else None
        reports.append(call_and_report(item, "teardown", log=False, nextitem=following))
        item._request, item.funcargs = False, None  # type: ignore[attr-defined] # a thousand of them are let go
        for report in reports:
            if report.when == "call" or not report.passed:
                told = item.config.hook.pytest_report_to_serializable(config=item.config, report=report)
                self._tell((item.nodeid, told))
        return True


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--forks", type=int, default=0, help="run the tests in so many forked processes")


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    number = session.config.getoption("forks")
    if not number or session.testsfailed or session.config.option.collectonly:
        return None
    assert threading.active_count() == 1, "a fork takes only one thread along"
    gc.freeze()  # or each process copies what was collected only by counting it
    queue = Queue([list(group) for _, group in groupby(session.items, key=_place)])
    untold = {item.nodeid: item for item in session.items}
    with _processes(session, queue, number) as lines:
        for nodeid, report in _reports(lines):
            told = session.config.hook.pytest_report_from_serializable(config=session.config, data=report)
            session.config.hook.pytest_runtest_logreport(report=told)
            untold.pop(nodeid, None)
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
    for item in untold.values():
        lost = pytest.TestReport(item.nodeid, item.location, {}, "failed", LOST, "call")
        session.config.hook.pytest_runtest_logreport(report=lost)
    return True


def _place(item: pytest.Item) -> Path:
    """Return what one process takes as a whole: a file, or a package that shares a browser."""
    return item.path.parent if item.path.parent.name in TOGETHER else item.path


@contextmanager
def _processes(session: pytest.Session, queue: Queue, number: int) -> Iterator[list[Connection]]:
    """Start them; who is still at it when nobody listens any more is ended."""
    lines, processes = [], []
    for each in range(number):
        here, there = FORK.Pipe(duplex=False)
        process = FORK.Process(target=_work, args=(session, queue, each, there))
        process.start()
        there.close()
        lines.append(here)
        processes.append(process)
    try:
        yield lines
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _work(session: pytest.Session, queue: Queue, number: int, told: Connection) -> None:
    """Run tests in a place of one's own, capturing to files of one's own."""
    config = session.config
    factory = config._tmp_path_factory  # type: ignore[attr-defined] # pytest has no other way
    factory._basetemp = factory.getbasetemp() / f"fork{number}"
    factory._basetemp.mkdir()
    capture = config.pluginmanager.getplugin("capturemanager")
    capture.stop_global_capturing()
    capture.start_global_capturing()
    forked = Forked(queue, told.send)
    config.pluginmanager.register(forked)
    forked.run()
    told.send(None)  # who was forked by a test may hold the line open


def _reports(lines: Sequence[Connection]) -> Iterator[tuple[str, Any]]:
    """Return what each process tells, until all have ended."""
    open_ = list(lines)
    while open_:
        for line in wait(open_):
            assert isinstance(line, Connection)
            if report := _received(line):
                yield report
            else:
                open_.remove(line)


def _received(line: Connection) -> tuple[str, Any] | None:
    try:
        return line.recv()  # type: ignore[no-any-return]
    except EOFError:
        return None
