"""`airlock demo`: the story by itself, and what is wrong with the call."""

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from sandbox.demo.story import STORY
from tests.system.demo import command, environment


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_the_whole_story_comes_out_right_and_leaves_nothing_behind(tmp_path: Path) -> None:
    done = subprocess.run(
        command("--auto", "--port", "0"),
        check=False,
        capture_output=True,
        text=True,
        env=environment(TMPDIR=str(tmp_path)),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    right = [line for line in done.stdout.splitlines() if line.startswith("ok ")]
    assert len(right) == len(STORY)
    assert all(name in line for line, (name, _) in zip(right, STORY, strict=True))
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_a_directory_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "precious").touch()
    result = CliRunner().invoke(main, ["demo", "--data-dir", str(tmp_path)])
    assert result.exit_code == 2
    assert result.output == (
        f"--data-dir: {tmp_path} is not empty; a demo starts fresh, so name a new directory.\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["precious"]
