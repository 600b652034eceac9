"""Python read as a syntax tree, for migrations; the code is never imported or run."""

import ast
import warnings
from collections import deque
from collections.abc import Iterator

_TEXT_MAX = 200
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")  # fields of `ast` that hold statements


def parsed(text: str) -> ast.Module | None:
    """Return the tree, or None when it is not Python as this interpreter knows it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the reviewed code's own escapes
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def words_of(node: ast.AST) -> str:
    try:
        return ast.unparse(node)[:_TEXT_MAX]
    except RecursionError:
        return "too deep to show"


def line_of(node: ast.AST) -> int:
    return getattr(node, "lineno", 1)


def targets(node: ast.stmt) -> list[ast.expr]:
    if isinstance(node, ast.AnnAssign):
        return [node.target]
    return node.targets if isinstance(node, ast.Assign) else []


def assigned(tree: ast.AST, name: str) -> Iterator[ast.expr]:
    """Yield every value that is assigned to `name`, wherever in the tree."""
    for node in _statements(tree):
        is_named = isinstance(node, ast.Assign | ast.AnnAssign) and any(
            name_of(target) == name for target in targets(node)
        )
        if is_named and isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            yield node.value


def _statements(tree: ast.AST) -> Iterator[ast.stmt]:
    """Yield every statement, the outer ones first; no expression is entered, as none holds a statement."""
    left: deque[ast.AST] = deque([tree])
    while left:
        node = left.popleft()
        if isinstance(node, ast.stmt):
            yield node
        for block in _BLOCKS:
            left.extend(getattr(node, block, ()))


def loose_code(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield what runs when the file is loaded, besides imports, names that are given and definitions."""
    for node in tree.body:
        if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from (part for part in node.body if isinstance(part, ast.Expr) and _calls(part.value))
            yield from (part for part in node.body if isinstance(part, ast.AugAssign))


def _calls(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Call) for part in ast.walk(node))


def functions(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def name_of(node: ast.AST | None) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def argument(call: ast.Call, name: str, position: int) -> ast.expr | None:
    """Return an argument by its name, or else by its position."""
    found = keyword(call, name)
    if found is None and position < len(call.args):
        found = call.args[position]
    return found


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def text_of(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def is_constant(node: ast.expr | None, *, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value
