"""The suite's own runner: whatever becomes of a forked process, each of its tests is accounted for."""

import os
import subprocess
import sys
from pathlib import Path

from tests.system.processes import ROOT

RIGHT = "def test_right(): assert True\n"
WRONG = "def test_wrong(): assert 1 + 1 == 3, 'sums'\n"
DEADLY = "import os\n\ndef test_before(): pass\ndef test_deadly(): os._exit(0)\ndef test_after(): pass\n"


def pytest_of(directory: Path, *options: str, **files: str) -> subprocess.CompletedProcess[str]:
    for name, text in files.items():
        (directory / f"test_{name}.py").write_text(text)
    argv = [sys.executable, "-m", "pytest", "-p", "tests.forks", "-p", "no:cacheprovider", "-q", *options]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(argv, cwd=directory, env=env, check=False, capture_output=True, text=True)


def test_a_failure_is_shown_and_whoever_dies_fails_with_all_that_it_left_undone(tmp_path: Path) -> None:
    done = pytest_of(tmp_path, "--forks", "2", a=DEADLY, b=RIGHT, c=WRONG)
    assert done.returncode == 1
    assert "AssertionError: sums" in done.stdout
    assert [line.split(" ")[1] for line in done.stdout.splitlines() if line.startswith("FAILED")] == [
        "test_c.py::test_wrong",
        "test_a.py::test_deadly",
        "test_a.py::test_after",
    ]
    assert "3 failed, 2 passed" in done.stdout
