"""One thing that a migration does, in the words of a rule."""

from dataclasses import dataclass

DROP_TABLE = "migration.drop-table"
DROP_COLUMN = "migration.drop-column"
RENAME = "migration.rename"
DELETE_ROWS = "migration.delete-rows"
REQUIRED_COLUMN = "migration.required-column"
NOT_NULL = "migration.not-null"
CHANGE_TYPE = "migration.change-type"
UNCLASSIFIED = "migration.unclassified"


@dataclass(frozen=True, slots=True)
class Step:
    rule: str
    words: str  # the step as it is written; foreign text
    line: int  # 1-based, in the migration
