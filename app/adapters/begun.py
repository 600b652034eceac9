"""Work begun in a thread, so that it goes on beside what is done until somebody asks how it went."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

Result = TypeVar("Result")


def begun(do: Callable[[], Result]) -> Future[Result]:
    """Begin it, and return where its result, or what it raises, will be. It holds up no process that ends."""
    future = Future[Result]()
    Thread(target=_fulfil, args=(future, do), daemon=True).start()
    return future


def _fulfil(future: Future[Result], do: Callable[[], Result]) -> None:
    try:
        future.set_result(do())
    except BaseException as problem:  # noqa: BLE001 - whoever asks gets it
        future.set_exception(problem)
