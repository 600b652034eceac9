"""What holds for every test: how long one takes is measured by `make bench`, and hangs end by the timeout."""

import gc

import pytest
from hypothesis import settings

pytest_plugins = ["tests.forks"]

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# What is loaded by now stays to the end: looking through it again and again took a sixth of all the time.
gc.freeze()
gc.set_threshold(100_000, 50, 100)


# Longest first: all of these mostly wait, for leases, silences, pictures and what starts.
LONGEST = ("test_kills", "test_chaos", "test_demo", "sandbox_page", "test_page", "test_faults", "test_up")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what waits long, and then what starts processes: nobody waits for it alone at the end."""
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    names = (item.path.stem, item.path.parent.name)
    known = (LONGEST.index(name) for name in names if name in LONGEST)
    return next(known, len(LONGEST) + ("system" not in names))


def pytest_collection_finish() -> None:
    """Neither are all modules and tests looked through, nor five times more at the end."""
    gc.freeze()
