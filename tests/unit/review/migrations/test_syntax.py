"""Python as a tree: what is found wherever it stands."""

import ast

import pytest

from app.review.migrations.syntax import assigned


@pytest.mark.parametrize(
    "code",
    [
        "x = 1",
        "x: int = 1",
        "class A:\n  x = 1",
        "class A:\n  class B:\n    def f(self):\n      x = 1",
        "if a:\n  pass\nelif b:\n  x = 1",
        "if a:\n  pass\nelse:\n  x = 1",
        "for a in b:\n  pass\nelse:\n  x = 1",
        "while a:\n  x = 1",
        "with a:\n  x = 1",
        "try:\n  x = 1\nexcept A:\n  pass",
        "try:\n  pass\nexcept A:\n  x = 1",
        "try:\n  pass\nexcept* A:\n  x = 1",
        "try:\n  pass\nfinally:\n  x = 1",
        "match a:\n  case 1:\n    x = 1",
        "async def f():\n  async with a:\n    async for b in c:\n      x = 1",
        "y = x = 1",
        "self.x = 1",
    ],
)
def test_an_assignment_is_found_in_every_kind_of_block(code: str) -> None:
    assert [ast.unparse(value) for value in assigned(ast.parse(code), "x")] == ["1"]


@pytest.mark.parametrize("code", ["y = 1", "f(x=1)", "x == 1", "x: int", "(lambda: 1 if x else 2)", "x += 1"])
def test_nothing_else_is_an_assignment(code: str) -> None:
    assert list(assigned(ast.parse(code), "x")) == []
