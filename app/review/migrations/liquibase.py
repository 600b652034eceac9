"""Steps of Liquibase changelogs in XML, YAML and JSON; what stands under `rollback` is the way down."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from xml.etree.ElementTree import Element

from app.review.diff.patch import Malformed
from app.review.migrations import step as rule
from app.review.migrations.reader import Reader
from app.review.migrations.sql import read_sql
from app.review.place.word import words
from app.review.xml import parsed

_MOST_NODES = 20_000  # of one changelog
_DEEPEST = 40

_SIMPLE = {
    "dropTable": rule.DROP_TABLE,
    "dropAllForeignKeyConstraints": rule.LOOSENED,
    "dropColumn": rule.DROP_COLUMN,
    "mergeColumns": rule.DROP_COLUMN,
    "renameTable": rule.RENAME,
    "renameColumn": rule.RENAME,
    "renameView": rule.RENAME,
    "renameSequence": rule.RENAME,
    "addNotNullConstraint": rule.NOT_NULL,
    "dropNotNullConstraint": rule.LOOSENED,
    "dropDefaultValue": rule.DROP_DEFAULT,
    "modifyDataType": rule.CHANGE_TYPE,
    "addUniqueConstraint": rule.UNIQUE,
    "addForeignKeyConstraint": rule.CONSTRAINT,
    "addCheckConstraint": rule.CONSTRAINT,
    "addLookupTable": rule.CONSTRAINT,
    "addPrimaryKey": rule.PRIMARY_KEY,
    "dropPrimaryKey": rule.PRIMARY_KEY,
    "addAutoIncrement": rule.REWRITE,
    "dropIndex": rule.INDEX_LOCK,
    "dropForeignKeyConstraint": rule.LOOSENED,
    "dropUniqueConstraint": rule.LOOSENED,
    "dropCheckConstraint": rule.LOOSENED,
    "dropView": rule.DROP_OBJECT,
    "dropProcedure": rule.DROP_OBJECT,
    "dropFunction": rule.DROP_OBJECT,
    "dropTrigger": rule.DROP_OBJECT,
    "dropSequence": rule.DROP_OBJECT,
    "delete": rule.DELETE_ROWS,
    "update": rule.UPDATE_ROWS,
    "loadUpdateData": rule.UPDATE_ROWS,
}
_HARMLESS = words(
    "insert loadData createSequence alterSequence createView createProcedure createFunction "
    "createTrigger tagDatabase addDefaultValue setTableRemarks setColumnRemarks empty output "
    "comment preConditions validCheckSum rollback property include includeAll id author context "
    "labels runOnChange dbms failOnError runInTransaction logicalFilePath objectQuotingStrategy "
    "runAlways changes ignore created runOrder onValidationFail"
)


@dataclass(frozen=True, slots=True)
class _Node:
    """One element of a changelog, whatever it is written in."""

    name: str
    line: int
    attributes: Mapping[str, str]
    children: tuple["_Node", ...] = ()
    text: str = ""


def read_liquibase(text: str, reader: Reader, path: str = "") -> None:
    """Read every change set of a changelog."""
    try:
        nodes = list(_from_xml(text) if path.endswith(".xml") else _from_yaml(text))
    except Malformed as problem:
        reader.unreadable(str(problem).removeprefix("it is "))
        return
    sets = [node for node in nodes if node.name == "changeSet"]
    for node in (node for node in nodes if node.name != "changeSet" and node.name not in _HARMLESS):
        reader.unclassified(node.name, node.line)
    if not nodes:
        reader.unclassified("a changelog without change sets", 1)
    given = () if path.endswith(".xml") else sets  # in XML an empty one is just that; here it was not read
    for one in (*(part for each in sets for part in each.children), *(s for s in given if not s.children)):
        _change(one, reader)


def _change(node: _Node, reader: Reader) -> None:
    table, shown = node.attributes.get("tableName", ""), _shown(node)
    if node.name == "createTable":
        reader.ledger.create(table, is_certain=node.attributes.get("ifNotExists", "") != "true")
    elif node.name == "sql":
        read_sql(node.attributes.get("sql", "") or node.text, reader, node.line)
    elif node.name in _HARMLESS or reader.ledger.is_new(table or node.attributes.get("baseTableName", "")):
        return
    elif node.name == "addColumn":
        _add_columns(node, table, reader)
    elif node.name == "createIndex":
        is_unique = node.attributes.get("unique", "").lower() == "true"
        reader.tell(rule.UNIQUE if is_unique else rule.INDEX_LOCK, shown, node.line)
    elif node.attributes.get("validate", "").lower() == "false":
        return
    else:
        reader.tell(_SIMPLE.get(node.name, rule.UNCLASSIFIED), shown, node.line)


def _add_columns(node: _Node, table: str, reader: Reader) -> None:
    for column in (child for child in node.children if child.name == "column"):
        told = [child.attributes for child in column.children if child.name == "constraints"]
        limits = {key: value.lower() for each in told for key, value in each.items()}
        has_default = any(key.startswith("default") for key in column.attributes)
        found = {
            rule.PRIMARY_KEY: limits.get("primaryKey") == "true",
            rule.REQUIRED_COLUMN: limits.get("nullable") == "false" and not has_default,
            rule.UNIQUE: limits.get("unique") == "true",
            rule.CONSTRAINT: "references" in limits or "foreignKeyName" in limits,
            rule.REWRITE: column.attributes.get("autoIncrement", "").lower() == "true",
        }
        for does in (does for does, holds in found.items() if holds):
            reader.tell(does, _shown(column), column.line)
        reader.ledger.add_column(table, column.attributes.get("name", ""))


def _shown(node: _Node) -> str:
    return f"{node.name} {' '.join(f'{key}={value}' for key, value in node.attributes.items())}"


def _from_xml(text: str) -> Iterator[_Node]:
    # The text was decoded already; a declaration of another encoding would only mislead.
    root = parsed(re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode())
    bare = re.sub(r"<!--.*?-->", lambda comment: "\n" * comment[0].count("\n"), text, flags=re.DOTALL)
    places: dict[str, Iterator[int]] = {}

    def node(element: Element, depth: int) -> _Node:
        name = str(element.tag).rpartition("}")[2]
        places.setdefault(name, _places(bare, name))
        line = next(places[name], 1)
        children = tuple(node(child, depth + 1) for child in element if depth < _DEEPEST)
        return _Node(name, line, dict(element.attrib), children, "".join(element.itertext()))

    if sum(1 for _ in root.iter()) > _MOST_NODES:
        raise Malformed("it holds too many elements")
    return iter(node(child, 1) for child in root)


def _places(text: str, name: str) -> Iterator[int]:
    for tag in re.finditer(rf"<(?:\w+:)?{re.escape(name)}(?=[\s/>])", text):
        yield text.count("\n", 0, tag.start()) + 1


def _from_yaml(text: str) -> Iterator[_Node]:
    """Read YAML, and JSON, which is YAML as well; anchors are followed, but never beyond the bound."""
    import yaml  # noqa: PLC0415 - few changes need it

    if _depth(text) > _DEEPEST:
        raise Malformed("it is nested too deeply")  # which costs libyaml a minute to find out
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        left = [_MOST_NODES]
        log = next((value for key, value in _pairs(root) if key == "databaseChangeLog"), None)
        return iter([node for item in getattr(log, "value", []) for node in _mapped(item, 1, left)])
    except (yaml.YAMLError, RecursionError, ValueError) as problem:
        raise Malformed("it is not readable as YAML") from problem


def _depth(text: str) -> int:
    """Return how deeply brackets and braces stand in each other, at most."""
    steps = (1 if bracket in "[{" else -1 for bracket in re.findall(r"[\[{}\]]", text))
    return max(accumulate(steps), default=0)


def _pairs(node: Any) -> Iterator[tuple[str, Any]]:
    if getattr(node, "id", "") == "mapping":
        yield from ((str(key.value), value) for key, value in node.value)


def _mapped(node: Any, depth: int, left: list[int]) -> Iterator[_Node]:
    """Yield a node for every key: scalars become attributes, lists and mappings children."""
    left[0] -= 1
    if left[0] < 0 or depth > _DEEPEST:
        raise Malformed("it holds too many elements")
    for key, value in _pairs(node):
        attributes = {name: inner.value for name, inner in _pairs(value) if isinstance(inner.value, str)}
        children: list[_Node] = []
        for name, inner in _pairs(value):
            if name not in {"rollback", "preConditions"}:
                children.extend(_children(name, inner, depth, left))
        text = value.value if isinstance(value.value, str) else ""
        yield _Node(key, node.start_mark.line + 1, attributes, tuple(children), text)


def _children(name: str, inner: Any, depth: int, left: list[int]) -> Iterator[_Node]:
    if getattr(inner, "id", "") == "sequence":
        for item in inner.value:
            yield from _mapped(item, depth + 1, left)
    elif getattr(inner, "id", "") == "mapping":
        attributes = {key: value.value for key, value in _pairs(inner) if isinstance(value.value, str)}
        yield _Node(name, inner.start_mark.line + 1, attributes)
