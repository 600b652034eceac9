"""YAML's events to a plain tree, level by level.

PyYAML's own tree of `[[[[…` overflows the C stack and ends the process, and its merge keys grow without
end; events do neither, and are read four times as fast.
"""

from collections.abc import Callable
from typing import Any

import yaml

from app.review.diff.patch import Malformed

_DEEPEST = 60  # levels
_MOST = 3_000_000  # nodes, those that merge keys bring among them
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def tree_of(text: str) -> object:
    """Return the first document, every scalar as its text, aliases shared. Raises Malformed."""
    building = _Building()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.DocumentEndEvent):
                break
            building.take(event)
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        raise Malformed("it is no YAML") from problem
    return building.root


class _Building:
    def __init__(self) -> None:
        self.root: object = None
        self.anchors: dict[str, object] = {}
        self.open: list[tuple[dict[object, object] | list[object], list[object]]] = []  # each with its key
        self.left = _MOST
        self.forms: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self.scalar,
            yaml.AliasEvent: lambda event: self.put(self.anchors.get(event.anchor, "")),
            yaml.MappingStartEvent: lambda event: self.begin(event, {}),
            yaml.SequenceStartEvent: lambda event: self.begin(event, []),
            yaml.MappingEndEvent: lambda _: self.end(),
            yaml.SequenceEndEvent: lambda _: self.end(),
        }

    def take(self, event: yaml.Event) -> None:
        self.left -= 1
        if self.left < 0 or len(self.open) > _DEEPEST:
            raise Malformed("it is nested too deeply, or holds too much")
        if form := self.forms.get(type(event)):
            form(event)

    def scalar(self, event: Any) -> None:
        if event.anchor:
            self.anchors[event.anchor] = event.value
        self.put(event.value)

    def begin(self, event: Any, container: dict[object, object] | list[object]) -> None:
        if event.anchor:
            self.anchors[event.anchor] = container
        self.open.append((container, []))

    def end(self) -> None:
        container, _ = self.open.pop()
        self.put(container)

    def put(self, value: object) -> None:
        if not self.open:
            self.root = value
            return
        container, key = self.open[-1]
        if isinstance(container, list):
            container.append(value)
        elif not key:
            key.append(value if isinstance(value, str) else "")
        else:
            self.pair(container, key.pop(), value)

    def pair(self, container: dict[object, object], key: object, value: object) -> None:
        if key == "<<":
            for one in value if isinstance(value, list) else [value]:
                self.merge(container, one)
        else:
            container[key] = value

    def merge(self, container: dict[object, object], other: object) -> None:
        if isinstance(other, dict) and other is not container:
            self.left -= len(other)
            for key, value in other.items():
                container.setdefault(key, value)
