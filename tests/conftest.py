"""What holds for every test: how long one takes is measured by `make bench`, and hangs end by the timeout."""

import gc

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# What is loaded by now stays to the end: looking through it again and again took a sixth of all the time.
gc.freeze()
gc.set_threshold(100_000, 50, 100)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what starts processes and waits for them: nobody waits for it alone at the end."""
    items.sort(key=lambda item: item.path.parent.name != "system")


def pytest_collection_finish() -> None:
    """Neither are all modules and tests looked through, nor five times more at the end."""
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Send one report a test to the process that counts them, not five that say nothing more."""
    if not hasattr(item.config, "workerinput"):
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
    return True
