"""Nobody stays when the supervisor is killed without a word."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.adapters.filelock import hold
from tests.eventually import eventually

HOLD = "import sys, time; from pathlib import Path; from app.adapters.filelock import hold\n"
HOLD += "held = hold(Path(sys.argv[1])); print('ready'); time.sleep(600)"

SUPERVISE = "import sys; from app.child import Spec; from app.supervise import Supervisor\n"
SUPERVISE += (
    "hold, *paths = sys.argv[1:]; specs = [Spec(p, (sys.executable, '-c', hold, p)) for p in paths]\n"
)
SUPERVISE += "Supervisor(specs, on_ready=lambda: print('ready', flush=True)).run()"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's part of this is Linux's")
def test_sigkill_leaves_no_orphans(tmp_path: Path) -> None:
    paths = [tmp_path / "web", tmp_path / "bot"]
    argv = [sys.executable, "-c", SUPERVISE, HOLD, *map(str, paths)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as supervisor:
        assert supervisor.stdout
        assert supervisor.stdout.readline() == b"ready\n"
        assert not any(is_free(path) for path in paths)
        supervisor.kill()
    eventually(lambda: all(is_free(path) for path in paths))


def is_free(path: Path) -> bool:
    """Whether nobody who lives holds it; a zombie holds nothing."""
    ours = hold(path)
    if ours:
        ours.close()
    return ours is not None
