"""Waiting for what another process or thread does: on a condition, never for a time."""

import threading
import time
from collections.abc import Callable

PATIENCE = 15.0  # seconds; a busy machine is no failure
POLL = 0.02  # seconds; each look costs


def eventually(condition: Callable[[], object], patience: float = PATIENCE) -> None:
    """Return as soon as `condition()` holds; fail when it does not in good time."""
    give_up = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < give_up, f"not in {patience:.0f} s: {condition.__qualname__}"
        threading.Event().wait(POLL)
