"""`airlock policy`, as a person or a CI job calls it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.commands.policy import policy
from tests.unit.test_policyfile import EXAMPLE, SHORTEST


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "airlock.yml"


def test_a_good_file_is_ok(file: Path) -> None:
    staging = SHORTEST.partition("environments:\n")[2].replace("production", "staging")
    file.write_text(SHORTEST + staging, encoding="utf-8")
    result = CliRunner().invoke(policy, ["check", str(file)])
    assert (result.exit_code, result.output) == (0, f"{file}: ok, 2 environments\n")


def test_what_is_not_acted_on_yet_is_noticed(file: Path) -> None:
    file.write_text(EXAMPLE, encoding="utf-8")
    result = CliRunner().invoke(policy, ["check", str(file)])
    assert result.exit_code == 0
    assert [line.split(" is ")[0] for line in result.output.splitlines()] == [
        f"{file}: ok, 1 environment",
        f"{file}: notice: production.verify",
    ]


def test_a_bad_file_is_refused_with_exit_code_1(file: Path) -> None:
    file.write_text(SHORTEST + "    timeout: 4 hours\n", encoding="utf-8")
    result = CliRunner().invoke(policy, ["check", str(file)])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{file}: line 6: production.timeout: `4 hours` is not a duration")
    assert result.stdout == ""


def test_a_missing_file_is_exit_code_2(file: Path) -> None:
    result = CliRunner().invoke(policy, ["check", str(file)])
    assert (result.exit_code, result.stderr) == (2, f"{file} cannot be read: No such file or directory.\n")


def test_the_operators_file_may_name_paths(file: Path) -> None:
    file.write_text(SHORTEST + "local_paths: {acme/shop: /srv/shop}\n", encoding="utf-8")
    assert CliRunner().invoke(policy, ["check", str(file)]).exit_code == 1
    assert CliRunner().invoke(policy, ["check", "--operator", str(file)]).exit_code == 0


def test_the_schema_is_printed() -> None:
    result = CliRunner().invoke(policy, ["schema"])
    assert json.loads(result.output)["title"] == "Policy"
