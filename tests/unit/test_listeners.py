"""Every button, field and modal that blocks/ draws has a listener."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.listeners import named, patterns, registered

BLOCKS = Path(__file__).parents[2] / "blocks"
# Read when their modal is submitted; nobody listens to each letter.
INPUTS = {"deploy.reason.text", "deploy.override.reason", "deploy.override.commit"}
BLOCKS_OF_INPUTS = {"override.why", "override.commit"}
ID = re.compile(r"[a-z]+(\.[a-z_]+)+")


def drawn(kind: str) -> Iterator[str]:
    """Yield the value of every `"action_id": CONSTANT`, or callback_id, in blocks/."""
    for file in sorted(BLOCKS.glob("*.py")):
        module = importlib.import_module(f"blocks.{file.stem}")
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == kind and isinstance(value, ast.Name):
                        yield getattr(module, value.id, "")


def constants() -> set[str]:
    """Return every constant of blocks/ that has the form of an id."""
    modules = [importlib.import_module(f"blocks.{file.stem}") for file in BLOCKS.glob("*.py")]
    values = [value for module in modules for name, value in vars(module).items() if name.isupper()]
    return {value for value in values if isinstance(value, str) and ID.fullmatch(value)} - BLOCKS_OF_INPUTS


LISTENERS = registered()
MODALS = set(drawn("callback_id"))


def test_the_modals_have_a_listener_each() -> None:
    assert named(LISTENERS.views) == MODALS


def test_the_buttons_have_a_listener_each() -> None:
    assert named(LISTENERS.actions) == constants() - MODALS - INPUTS
    assert set(filter(None, drawn("action_id"))) <= constants()


@pytest.mark.parametrize("action_id", sorted(constants() - MODALS - INPUTS))
def test_a_button_in_use_is_never_called_out_of_use(action_id: str) -> None:
    (out_of_use,) = patterns(LISTENERS.actions)  # Bolt searches with it
    assert not out_of_use.search(action_id)
    assert out_of_use.search(f"{action_id}.of.old")
    assert out_of_use.search("")
