"""The methods of Rails migrations, and of the libraries that add to them, by what each of them does."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.review.migrations import step as rule
from app.review.migrations.railscall import (
    Call,
    add_column,
    add_index,
    add_reference,
    add_timestamps,
    constraint,
    create_table,
    harmless,
    own_column,
    plain,
    remove_index,
    validate,
)
from app.review.migrations.railschange import change_column, change_default, change_null
from app.review.migrations.reader import Reader

_Reads = Callable[[Call, Reader], None]


def _all(names: str, reads: _Reads) -> dict[str, _Reads]:
    return dict.fromkeys(names.split(), reads)


CALLS: Mapping[str, Callable[[Call, Reader], None]] = MappingProxyType(
    {
        **_all("create_table create_join_table", create_table),
        **_all("drop_table drop_join_table drop_schema", plain(rule.DROP_TABLE)),
        **_all("remove_column remove_columns remove_reference remove_belongs_to remove_timestamps remove "
        "remove_references", plain(rule.DROP_COLUMN)),
        **_all("rename_table rename_column rename", plain(rule.RENAME)),
        **_all("rename_schema rename_enum rename_enum_value", plain(rule.RENAME)),
        **_all("add_column add_columns", add_column),
        **_all("add_timestamps timestamps", add_timestamps),
        **_all("add_reference add_belongs_to references belongs_to", add_reference),
        **_all("add_index index", add_index),
        "remove_index": remove_index,
        **_all("add_foreign_key foreign_key", constraint(rule.CONSTRAINT)),
        **_all("add_check_constraint check_constraint", constraint(rule.CONSTRAINT)),
        **_all("add_unique_constraint unique_constraint add_exclusion_constraint exclusion_constraint "
        "add_unique_key", constraint(rule.UNIQUE)),
        "add_not_null_constraint": constraint(rule.NOT_NULL),
        "add_text_limit_constraint": constraint(rule.CONSTRAINT),
        **_all("validate_foreign_key validate_check_constraint validate_constraint "
        "validate_not_null_constraint validate_text_limit_constraint", validate),
        **_all("remove_foreign_key remove_check_constraint remove_unique_constraint "
        "remove_exclusion_constraint remove_unique_key remove_not_null_constraint "
        "remove_text_limit_constraint", plain(rule.LOOSENED)),
        **_all("change_column change", change_column),
        **_all("change_column_null change_null", change_null),
        **_all("change_column_default change_default", change_default),
        **_all("drop_enum disable_extension drop_view drop_function drop_trigger", plain(rule.DROP_OBJECT)),
        "t.column": own_column,
        **_all("change_table add_column_with_default rename_index enable_extension create_enum "
        "add_enum_value create_schema create_view create_function create_trigger "
        "change_column_comment change_table_comment comment add_concurrent_index "
        "add_index_concurrently remove_concurrent_index add_concurrent_foreign_key", harmless),
    }
)  # fmt: skip
