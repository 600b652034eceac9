"""setuptools' own manifests: setup.cfg, and setup.py read as a tree and never run."""

import ast
import configparser
from collections.abc import Iterator

from app.review.dependencies.entry import Entry, Listing, listing
from app.review.dependencies.python import DEVELOPMENT, requirement
from app.review.diff.patch import Malformed
from app.review.migrations.syntax import parsed

_LONGEST = 200_000  # characters of a setup.py
_MOST = 2_000  # requirements


def read_setup_cfg(text: str) -> Listing:
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except (configparser.Error, ValueError) as problem:
        raise Malformed("it is no INI file") from problem
    entries = list[Entry]()
    if parser.has_option("options", "install_requires"):
        entries.extend(_all(parser.get("options", "install_requires").split("\n"), development=False))
    if parser.has_section("options.extras_require"):
        for extra, value in parser.items("options.extras_require"):
            entries.extend(_all(value.split("\n"), development=DEVELOPMENT.search(extra) is not None))
    return listing(entries)


def read_setup_py(text: str) -> Listing:
    """Read the lists that are written out; what is computed stays unseen."""
    if len(text) > _LONGEST:
        raise Malformed("it is too long for a setup.py")
    tree = parsed(text)
    if tree is None:
        raise Malformed("it is no Python")
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    keywords = [keyword for call in calls for keyword in call.keywords]
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return listing(entry for keyword in keywords for entry in _keyword(keyword, named))


def _keyword(keyword: ast.keyword, named: dict[str, ast.expr]) -> Iterator[Entry]:
    value = keyword.value
    if isinstance(value, ast.Name):
        value = named.get(value.id, value)
    if keyword.arg == "install_requires":
        yield from _all(_strings(value), development=False)
    elif keyword.arg in {"tests_require", "setup_requires"}:
        yield from _all(_strings(value), development=keyword.arg == "tests_require")
    elif keyword.arg == "extras_require" and isinstance(value, ast.Dict):
        for key, extra in zip(value.keys, value.values, strict=True):
            name = key.value if isinstance(key, ast.Constant) else ""
            is_dev = DEVELOPMENT.search(str(name)) is not None
            yield from _all(_strings(extra), development=is_dev)


def _strings(value: ast.expr) -> list[str]:
    elements = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
    constants = [one.value for one in elements if isinstance(one, ast.Constant)]
    return [line for one in constants if isinstance(one, str) for line in one.split("\n")]


def _all(lines: list[str], *, development: bool) -> Iterator[Entry]:
    for line in lines[:_MOST]:
        if line.strip() and (entry := requirement(line.strip(), development=development)):
            yield entry
