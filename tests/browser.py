"""A real Chromium for the tests that look at pages."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
# Root in a container has no sandbox; the rest keeps the browser from calling home.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# In CI a test that nobody ran is a failure.
IS_REQUIRED = os.environ.get("AIRLOCK_REQUIRE_BROWSER") == "1"
ABSENT = "neither chromium nor google-chrome is on PATH"

needs_chromium = pytest.mark.skipif(CHROMIUM is None and not IS_REQUIRED, reason=ABSENT)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a browser. It occupies this thread's event loop, so hold it for a package, not for a session."""
    assert CHROMIUM, ABSENT
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()
