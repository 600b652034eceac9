"""The arrows of DESIGN.md, read from the imports; and where the clock and the state may be looked at."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = {"app", "blocks", "handlers", "workers", "sandbox", "tests", "bench"}
CLIENTS = {
    "aiohttp",
    "cachetools",
    "cryptography",
    "github",
    "jwt",
    "pathspec",
    "pydantic",
    "pydantic_core",
    "redis",
    "requests",
    "rq",
    "slack_sdk",
    "urllib3",
    "yaml",
}
PARSERS = {
    "codeowners",
    "defusedxml",
    "junitparser",
    "packaging",
    "pathspec",
    "sqlglot",
    "unidiff",
    "univers",
    "yaml",
}

# Which of our modules, and which libraries, the code of each place may import, beside the standard library.
# The first place that holds a file counts.
MAY_IMPORT = {
    "app/domain": {"app.domain"},
    "app/review": {"app.domain", "app.review", *PARSERS},
    "app/ports": {"app.domain", "app.ports"},
    "app/adapters/figureplot.py": {"app.domain", "matplotlib"},
    "app/adapters": {"app.domain", "app.ports", "app.adapters", "app.settings", *CLIENTS},
    "blocks": {"app.domain", "blocks"},
    "handlers/metrics.py": {"app.domain", "app.ports", "aiohttp", "prometheus_client"},
    "handlers": {
        "app.domain",
        "app.ports",
        "blocks",
        "handlers",
        "slack_bolt",
        "slack_sdk",
        "aiohttp",
        "websocket",
    },
    "workers/loop.py": {"redis", "rq", "workers.minding", "workers.outage", "workers.spare"},
    "workers/minding.py": {"app.domain", "app.wiring", "rq"},
    "workers": {"app.about", "app.domain", "app.ports", "app.wiring", "app.review", "blocks", "workers"},
    "sandbox/demo": {
        "app.settings",
        "app.supervise",
        "app.commands",
        "app.domain.errors",
        "blocks",  # whose buttons it clicks
        "sandbox",
        "click",
    },
    "sandbox": {"sandbox", "aiohttp", "cryptography", "jsonschema", "jwt", "pydantic", "slack_sdk", "yaml"},
}
TIME = ("handlers", "workers", "app/wiring", "app/commands", "sandbox")


def modules(*places: str) -> list[Path]:
    files = [file for place in places for file in [ROOT / place, *(ROOT / place).rglob("*.py")]]
    return sorted(file for file in files if file.suffix == ".py")


def place(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


PRODUCT = modules("app", "blocks", "handlers", "workers", "sandbox")


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_bytes(), str(file))


def imported(file: Path) -> Iterator[str]:
    """Yield every imported module, wherever in the file; `from app import wiring` is app.wiring."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: names the whole path"
            assert node.module
            one = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from one if node.module in OURS else [node.module]


def within(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("start", MAY_IMPORT)
def test_the_arrows(start: str) -> None:
    allowed = MAY_IMPORT[start] | set(sys.stdlib_module_names)
    files = [file for file in PRODUCT if _first_start(file) == start]
    assert files
    wrong = [
        f"{place(file)}: {name}" for file in files for name in imported(file) if not within(name, allowed)
    ]
    assert wrong == []


def _first_start(file: Path) -> str | None:
    return next((start for start in MAY_IMPORT if place(file).startswith(start)), None)


@pytest.mark.parametrize("start", ["app/domain", "app/review", "app/ports", "app/adapters", "blocks", "app"])
def test_only_the_edges_look_at_the_clock(start: str) -> None:
    found = [
        place(file)
        for file in modules(start)
        if not place(file).startswith(TIME) and _reads_clock(tree(file))
    ]
    assert found == []


def _reads_clock(module: ast.Module) -> bool:
    """Whether it asks what time it is; measuring how long something takes is another thing."""
    asked = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}
    last = {name for _, name in asked}
    names = (node for node in ast.walk(module) if isinstance(node, ast.Attribute) and node.attr in last)
    return any((ast.unparse(node.value), node.attr) in asked for node in names)


def test_no_state_is_compared_outside_the_domain() -> None:
    files = [
        file for file in PRODUCT if not place(file).startswith(("app/domain", "sandbox/slack", "sandbox/ci"))
    ]
    found = [f"{place(file)}:{line}" for file in files for line in _compared_states(tree(file))]
    assert found == []


def _compared_states(module: ast.Module) -> Iterator[int]:
    for node in ast.walk(module):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(_is_state(one) for side in sides for one in ast.walk(side)):
                yield node.lineno
        if isinstance(node, ast.Match) and _is_state(node.subject):
            yield node.lineno


def _is_state(node: ast.AST) -> bool:
    """Whether it is `State.LIVE`, or the state of a deploy."""
    if not isinstance(node, ast.Attribute):
        return False
    value = ast.unparse(node.value)
    return value == "State" or (node.attr == "state" and "deploy" in value)
