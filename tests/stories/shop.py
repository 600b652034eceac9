"""The sample's repository for a story: made once for the same rules, and copied."""

import os
import shutil
import socket
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.sample import Rules, Sample, build

# Below what systems give out by themselves, so that nobody calls from it in between.
LOWEST, PORTS = 20_000, 10_000


@cache
def ci_port() -> int:
    """Return a port for every CI of this process: its address stands in the policy, and so in each commit."""
    for number in range(PORTS):
        port = LOWEST + (os.getpid() * 7 + number) % PORTS
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
    raise AssertionError("no port is free")


def shop(directory: Path, promote_url: str, **rules: Any) -> Sample:
    """Put the sample at `directory/shop`, with its artifacts beside it."""
    told = Rules(promote_url=promote_url, **rules)
    if told.text not in _MADE:
        _MADE[told.text] = _packed(build(directory.parent / f"shop-{len(_MADE)}" / "shop", told))
    sample = _MADE[told.text]
    shutil.copytree(sample.path.parent, directory, symlinks=True, dirs_exist_ok=True)
    moved: dict[str, Any] = {
        each.name: replace(each, artifacts=directory / each.artifacts.relative_to(sample.path.parent))
        for each in sample.candidates
    }
    return replace(sample, path=directory / "shop", **moved)


def _packed(sample: Sample) -> Sample:
    """Have git keep it as after a clone: a tenth of the files to copy."""
    subprocess.run(["git", "repack", "-adq"], cwd=sample.path, check=True)
    return sample


_MADE: dict[str, Sample] = {}
