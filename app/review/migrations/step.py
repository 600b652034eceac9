"""One thing that a migration does, in the words of a rule."""

from dataclasses import dataclass

from app.domain.report import Rollback

DROP_TABLE = "migration.drop-table"
DROP_COLUMN = "migration.drop-column"
DROP_OBJECT = "migration.drop-object"
DROP_DEFAULT = "migration.drop-default"
DETACH = "migration.detach-partition"
RENAME = "migration.rename"
DELETE_ROWS = "migration.delete-rows"
UPDATE_ROWS = "migration.update-rows"
REQUIRED_COLUMN = "migration.required-column"
NOT_NULL = "migration.not-null"
UNIQUE = "migration.unique"
UNIQUE_INDEX = "migration.unique-index"
PRIMARY_KEY = "migration.primary-key"
CONSTRAINT = "migration.constraint"
VALIDATE = "migration.validate-in-transaction"
DOMAIN = "migration.domain"
CHANGE_TYPE = "migration.change-type"
NARROW_TYPE = "migration.narrow-type"
INDEX_LOCK = "migration.index-lock"
CONCURRENT = "migration.concurrent-in-transaction"
REWRITE = "migration.rewrite"
LOCK = "migration.lock"
OPEN_TRANSACTION = "migration.open-transaction"
PERMISSIONS = "migration.permissions"
LOOSENED = "migration.loosened"
SUPPRESSED = "migration.suppressed"
UNCLASSIFIED = "migration.unclassified"
UNREADABLE = "migration.unreadable"


@dataclass(frozen=True, slots=True)
class Step:
    rule: str
    words: str  # the step as it is written; foreign text
    line: int  # 1-based, in the migration
    rollback: Rollback | None = None  # only where it differs from what the rule says
