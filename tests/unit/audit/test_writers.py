"""Nothing but appending and pruning writes the record: its key is named nowhere else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PLACES = ("app", "workers", "handlers", "blocks", "sandbox", "bench")
ROOT = Path(__file__).parents[3]


RECORD = {"AUDIT", "AUDIT_HEAD", "AUDIT_CHECKPOINT"}
WRITERS = {("app/adapters/audit.py", "rpush"), ("app/adapters/retention.py", "ltrim")}


def test_no_code_but_appending_and_pruning_writes_the_record() -> None:
    files = [file for place in PLACES for file in (ROOT / place).rglob("*.py")]
    naming = {file.relative_to(ROOT).as_posix() for file in files if _names_the_record(file)}
    assert naming == {"app/adapters/audit.py", "app/adapters/ground.py", "app/adapters/retention.py"}
    calls = {(file, call) for file in naming for call in _calls_on_the_record(ROOT / file)}
    assert calls - WRITERS == {
        ("app/adapters/audit.py", "exists"),
        ("app/adapters/audit.py", "llen"),
        ("app/adapters/audit.py", "lrange"),
        ("app/adapters/retention.py", "lrange"),
    }
    assert calls >= WRITERS


def _names_the_record(file: Path) -> bool:
    if not re.search(b"AUDIT|airlock:audit", file.read_bytes()):
        return False
    nodes = list(ast.walk(ast.parse(file.read_bytes())))
    names = {
        node.attr for node in nodes if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "keys"
    }
    names |= {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
    texts = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return bool(names & RECORD) or any(str(text).partition(":head")[0] == "airlock:audit" for text in texts)


def _calls_on_the_record(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_bytes())):
        match node:
            case ast.Call(ast.Attribute(attr=name), args) if "keys.AUDIT" in map(ast.unparse, args):
                yield name
