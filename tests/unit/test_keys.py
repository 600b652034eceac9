"""Operators find each key in the documentation."""

import inspect
from pathlib import Path

import pytest

from app.adapters import keys

DOCS = (Path(__file__).parents[2] / "docs" / "redis.md").read_text("utf-8")
NAMES = [name for name in vars(keys).values() if isinstance(name, str) and name.startswith(keys.PREFIX)]
MADE = [
    made(*("\0" for _ in inspect.signature(made).parameters)).partition("\0")[0]
    for made in vars(keys).values()
    if inspect.isfunction(made) and made is not keys.live_field
]


@pytest.mark.parametrize("name", [*(f"`{name}`" for name in NAMES if name != keys.PREFIX), *MADE])
def test_the_documentation_tells_of_every_key(name: str) -> None:
    assert name in DOCS
