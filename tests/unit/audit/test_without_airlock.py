"""The page about the record shows how others verify it: its program is run here."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.audit.filters import Filters
from tests.unit.audit.records import ALL, exported, record

PAGE = Path(__file__).parents[3] / "docs" / "audit.md"


@pytest.fixture(scope="module")
def program() -> str:
    found = re.search(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found
    return found[1]


def verify(program: str, file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-c", program, str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("filters", [ALL, Filters(environment="staging")])
def test_an_export_holds_without_airlock(program: str, tmp_path: Path, filters: Filters) -> None:
    file = tmp_path / "record.jsonl"
    file.write_bytes(exported(record(), filters, reports=True))
    done = verify(program, file)
    assert (done.returncode, done.stdout) == (0, "holds up to entry 6\n"), done.stderr


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"staging", b"stagong", "does not follow"),
        (b"Routine", b"routine", "the report was altered"),
        (b'"reports":true', b'"reports":null', "the file was altered"),
    ],
)
def test_what_was_altered_is_noticed_without_airlock(
    program: str, tmp_path: Path, old: bytes, new: bytes, words: str
) -> None:
    file = tmp_path / "record.jsonl"
    file.write_bytes(exported(record(), reports=True).replace(old, new))
    done = verify(program, file)
    assert done.returncode == 1
    assert words in done.stderr
