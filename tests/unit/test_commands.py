"""Every command answers --help, in words of its own."""

import pytest
from click.testing import CliRunner

from app.cli import COMMANDS, main


@pytest.mark.parametrize("name", COMMANDS)
def test_help(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert (result.exit_code, result.stderr) == (0, "")
    first = result.stdout.split("\n\n")[1].strip()
    assert first.endswith(".")


def test_the_whole_is_explained_in_one_page() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    assert all(f"  {name}  " in f"{line}  " for name in COMMANDS for line in _line_of(name, result.stdout))


def _line_of(name: str, page: str) -> list[str]:
    lines = [line for line in page.splitlines() if line.startswith(f"  {name} ")]
    assert len(lines) == 1
    return lines


def test_a_command_that_nobody_knows_is_wrong() -> None:
    assert CliRunner().invoke(main, ["frobnicate"]).exit_code == 2
