"""The Procfile names commands that exist."""

import re
from pathlib import Path

from app.cli import COMMANDS

ROOT = Path(__file__).parents[2]


def test_every_process_is_the_command_of_its_name() -> None:
    lines = (ROOT / "Procfile").read_text("utf-8").splitlines()
    named = [re.fullmatch(r"(\w+): airlock (\w+)", line) for line in lines]
    assert [(line[1], line[2]) for line in named if line] == [
        (name, name) for name in ("bot", "web", "worker", "clock")
    ]
    assert {"bot", "web", "worker", "clock"} <= COMMANDS.keys()
