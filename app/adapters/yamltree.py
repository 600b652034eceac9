"""YAML as plain values that know their lines; no anchors, tags or second documents, for people read it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

LARGEST = 64 * 1024  # bytes
DEEPEST = 12  # the composer recurses
LONGEST_KEY = 250  # characters; told in messages
# What a reader of the file, or of a card, does not see: controls, marks of direction, lone surrogates.
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})  # general categories of Unicode

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_NUMBER = re.compile(r"-?[0-9]{1,18}", re.ASCII)

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Tree:
    """Dicts, lists, text and whole numbers: whatever else YAML 1.1 sees in `16:00` or `on` is text."""

    value: Any  # None only for an empty file
    lines: Mapping[Path, int] = field(default_factory=dict)  # 1-based, of the key or the entry

    def line(self, path: Path) -> int:
        """Return the line of `path`, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class TreeProblem(Exception):  # noqa: N818 - the reader of the file makes a BadInput of it
    """What is wrong, on one line of the file."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read(text: bytes) -> Tree:
    """Return the one document in `text`. Raises TreeProblem."""
    if len(text) > LARGEST:
        raise TreeProblem(1, f"the file has {len(text)} bytes; at most {LARGEST} are read")
    try:
        return _compose(text.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise TreeProblem(text.count(b"\n", 0, problem.start) + 1, "the file is not UTF-8") from problem
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        raise TreeProblem(mark.line + 1 if mark else 1, f"this is not YAML: {_words(problem)}") from problem
    except yaml.YAMLError as problem:
        raise TreeProblem(1, "the file holds characters that YAML does not allow") from problem


def _words(problem: yaml.MarkedYAMLError) -> str:
    words, context = str(problem.problem), str(problem.context)
    is_text = "start any token" in words or "alias" in context or "anchor" in context
    return f"{words}; put such text in quotes" if is_text else words


def _compose(content: str) -> Tree:
    for event, depth in _events(content):
        _allow(event, depth)
    node = yaml.compose(content, Loader=yaml.SafeLoader)
    if node is None:
        return Tree(None)
    lines: dict[Path, int] = {}
    return Tree(_value(node, (), lines), lines)


def _events(content: str) -> Iterator[tuple[yaml.Event, int]]:
    depth = 0
    for event in yaml.parse(content, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        yield event, depth


def _allow(event: yaml.Event, depth: int) -> None:
    line = _line(event)
    if depth > DEEPEST:
        raise TreeProblem(line, f"this is nested more than {DEEPEST} deep")
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise TreeProblem(line, "there are no anchors and aliases here; quote text that begins with & or *")
    if getattr(event, "tag", None):
        raise TreeProblem(line, "there are no tags here; quote text that begins with !")


def _line(part: yaml.Event | yaml.Node) -> int:
    return part.start_mark.line + 1 if part.start_mark else 1


def _value(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines.setdefault(path, _line(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_value(entry, (*path, index), lines) for index, entry in enumerate(node.value)]
    return _scalar(node, path)


def _mapping(node: yaml.MappingNode, path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise TreeProblem(_line(key), "a key must be text")
        _check_key(key, path)
        here = (*path, key.value)
        if key.value in mapping:
            raise TreeProblem(_line(key), f"{dotted(here)}: is given twice, first on line {lines[here]}")
        lines[here] = _line(key)
        mapping[key.value] = _value(value, here, lines)
    return mapping


def _scalar(node: yaml.Node, path: Path) -> str | int:
    text, is_plain = str(node.value), getattr(node, "style", None) is None
    _check_visible(node, f"{dotted(path)}: ")
    if is_plain and text in _NULL:
        hint = "write a value or remove it (a value that begins with # needs quotes)"
        raise TreeProblem(_line(node), f"{dotted(path)}: is empty; {hint}")
    return int(text) if is_plain and _NUMBER.fullmatch(text) else text


def _check_key(key: yaml.ScalarNode, path: Path) -> None:
    if len(key.value) > LONGEST_KEY:
        raise TreeProblem(_line(key), f"a key has {len(key.value)} characters; it may have {LONGEST_KEY}")
    _check_visible(key, f"{dotted(path)}: a key " if path else "a key ")


def _check_visible(node: yaml.Node, where: str) -> None:
    for letter in "" if node.value.isprintable() else node.value:
        if unicodedata.category(letter) in HIDDEN:
            what = "a line break" if letter == "\n" else f"a character that nobody sees (U+{ord(letter):04X})"
            raise TreeProblem(_line(node), f"{where}holds {what}; leave it out")


def dotted(path: Path) -> str:
    """Return `production.timeout` for the path to it; places in lists are told by their line."""
    inside = path[1:] if len(path) > 1 and path[0] == "environments" else path
    return ".".join(part for part in inside if isinstance(part, str))
