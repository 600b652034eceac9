"""What a field of a Django model does to a table that already has rows."""

import ast
from collections.abc import Iterator

from app.review.migrations import step as rule
from app.review.migrations.syntax import argument, is_constant, keyword, name_of
from app.review.place.word import words

_MAY_BE_NULL = words("NullBooleanField")
_REFERS = words("ForeignKey OneToOneField")
_VOLATILE = words("Random RandomUUID UUID4 UUID7 ClockTimestamp Func RawSQL")


def is_many_to_many(field: ast.Call) -> bool:
    """Whether it is a table of its own."""
    return name_of(field.func) in {"ManyToManyField", "GenericRelation", "GenericForeignKey"}


def field_rules(field: ast.Call, *, is_filled: bool) -> Iterator[str]:
    """Yield the rules of an AddField. A default does not help: Django takes it off the column again."""
    kind, default = name_of(field.func), keyword(field, "db_default")
    is_generated = kind == "GeneratedField"
    is_null = is_constant(keyword(field, "null"), value=True) or kind in _MAY_BE_NULL
    has_default = default is not None and not is_constant(default, value=None)
    if is_constant(keyword(field, "primary_key"), value=True) or kind.endswith("AutoField"):
        yield rule.PRIMARY_KEY
        return
    if not (is_null or has_default or is_filled or is_generated):
        yield rule.REQUIRED_COLUMN
    if is_constant(keyword(field, "unique"), value=True) or kind == "OneToOneField":
        yield rule.UNIQUE
    elif is_constant(keyword(field, "db_index"), value=True) or _has_own_index(kind, field):
        yield rule.INDEX_LOCK
    if kind in _REFERS and not is_constant(keyword(field, "db_constraint"), value=False):
        yield rule.CONSTRAINT
    if isinstance(default, ast.Call) and name_of(default.func) in _VOLATILE:
        yield rule.REWRITE
    if is_generated and is_constant(keyword(field, "db_persist"), value=True):
        yield rule.REWRITE


def _has_own_index(kind: str, field: ast.Call) -> bool:
    return kind in {"ForeignKey", "SlugField"} and not is_constant(keyword(field, "db_index"), value=False)


def altered_field_rules(operation: ast.Call) -> Iterator[str]:
    """Yield the rules of an AlterField; what the field was before is not in the migration."""
    field = argument(operation, "field", 2)
    if not isinstance(field, ast.Call):
        yield rule.UNCLASSIFIED
        return
    is_null = is_constant(keyword(field, "null"), value=True)
    # `preserve_default=False` is what makemigrations writes when a field stops to be nullable.
    was_null = is_constant(keyword(operation, "preserve_default"), value=False)
    yield rule.NOT_NULL if was_null and not is_null else rule.CHANGE_TYPE
