"""What the methods of Knex, Sequelize, TypeORM and Laravel do to a table that old code still uses."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.review.migrations import step as rule
from app.review.place.word import words


def _all(does: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), does)


SIMPLE: Mapping[str, str] = MappingProxyType(
    {
        **_all(
            rule.DROP_TABLE,
            "dropTable dropTableIfExists dropAllTables dropSchema dropSchemaIfExists dropDatabase "
            "dropIfExists drop clearDatabase dropAllSchemas",
        ),
        **_all(
            rule.DROP_COLUMN,
            "dropColumn dropColumns removeColumn removeColumns dropTimestamps dropSoftDeletes "
            "dropRememberToken dropMorphs dropConstrainedForeignId",
        ),
        **_all(rule.RENAME, "renameColumn renameTable rename renameView renameSchema"),
        **_all(rule.DELETE_ROWS, "bulkDelete truncate del delete clearTable destroy"),
        **_all(rule.UPDATE_ROWS, "bulkUpdate update upsert"),
        **_all(rule.NOT_NULL, "dropNullable"),
        **_all(
            rule.LOOSENED,
            "setNullable dropForeign dropUnique dropForeignKey dropForeignKeys dropUniqueConstraint "
            "dropChecks dropCheckConstraint dropExclusionConstraint removeConstraint "
            "dropUniqueConstraints dropCheckConstraints",
        ),
        **_all(rule.PRIMARY_KEY, "createPrimaryKey dropPrimaryKey dropPrimary updatePrimaryKeys"),
        **_all(rule.UNIQUE, "createUniqueConstraint createUniqueConstraints createExclusionConstraint"),
        **_all(
            rule.CONSTRAINT,
            "createForeignKey createForeignKeys createCheckConstraint createCheckConstraints",
        ),
        **_all(
            rule.DROP_OBJECT,
            "dropView dropViewIfExists dropMaterializedView dropEnum dropTrigger dropFunction",
        ),
        **_all(rule.INDEX_LOCK, "dropIndex dropIndices removeIndex dropFullText"),
    }
)
# Columns of Knex's and Laravel's tables.
TYPES = words(
    "string text integer bigInteger boolean date dateTime datetime timestamp timestamps time "
    "float double decimal json jsonb uuid binary enum enu specificType tinyint smallint mediumint "
    "bigint increments bigIncrements geometry point geography char tinyInteger smallInteger "
    "mediumInteger unsignedInteger unsignedBigInteger longText mediumText tinyText ulid foreignId "
    "foreignUuid id softDeletes rememberToken ipAddress macAddress timestampTz timestampsTz "
    "dateTimeTz year set morphs nullableMorphs unsignedTinyInteger"
)
HARMLESS = words(
    "up alter change table alterTable schema withSchema createTable create createSchema "
    "createSchemaIfNotExists createView createViewOrReplace createMaterializedView createEnum "
    "createDatabase hasTable hasColumn nullable defaultTo default notNullable notNull unsigned "
    "comment references inTable onDelete onUpdate on constrained cascadeOnDelete nullOnDelete "
    "index unique primary first after collate bulkInsert insert then catch finally transaction "
    "commit rollback connect release startTransaction commitTransaction rollbackTransaction log "
    "info literal fn now getTable hasIndex describeTable showAllTables withKeyName deferrable "
    "useCurrent useCurrentOnUpdate unsignedNullable onlyUp STRING INTEGER BIGINT DECIMAL ENUM "
    "ARRAY CHAR FLOAT DATE TEXT DOUBLE UUID JSONB autoIncrement charset engine storedAs virtualAs "
    "setTable timeout raw query isTransactionActive all resolve push map forEach returning into "
    "createTableLike cascadeOnUpdate restrictOnDelete noActionOnDelete whenTableDoesntHaveColumn"
) - {"map", "forEach"}  # loops


@dataclass(frozen=True, slots=True)
class Argued:
    """A method whose arguments, and what is chained to it, tell what it does."""

    name: str
    arguments: str
    chained: str
    is_php: bool  # Laravel's columns take no NULL unless they say so

    def has(self, form: str) -> bool:
        return re.search(form, self.arguments) is not None


def argued_rules(method: Argued) -> list[str] | None:
    """Return the rules, or None where the arguments have no say."""
    if method.name in TYPES:
        return list(_column(method))
    reads = _READS.get(method.name)
    return list(reads(method)) if reads else None


def _altered(method: Argued) -> list[str]:
    required = method.has(r"\ballowNull\s*:\s*false|\bisNullable\s*:\s*false")
    return [rule.NOT_NULL, rule.CHANGE_TYPE] if required else [rule.CHANGE_TYPE]


def _on_table(method: Argued) -> list[str]:
    """Read `table.unique([…])`; `.unique()` with nothing in it belongs to a column and is read there."""
    is_own = re.match(r"\s*(\[|['\"`])", method.arguments) is not None
    kinds = {"unique": rule.UNIQUE, "primary": rule.PRIMARY_KEY}
    return [kinds.get(method.name, rule.INDEX_LOCK)] if is_own else []


def _column(method: Argued) -> Iterator[str]:
    chained = method.chained
    if re.search(r"(\.|->)\s*(alter|change)\(", chained):
        yield rule.NOT_NULL if re.search(r"\.\s*not(Null|Nullable)\(", chained) else rule.CHANGE_TYPE
        return
    default = re.search(
        r"(\.|->)\s*(defaultTo|default|useCurrent|storedAs|virtualAs|generatedAs)\((?!null)", chained
    )
    if method.name in {"increments", "bigIncrements", "id"} or ".primary(" in chained:
        yield rule.PRIMARY_KEY
    elif _is_required(method) and not default:
        yield rule.REQUIRED_COLUMN
    if re.search(r"(\.|->)\s*unique\(", chained):
        yield rule.UNIQUE
    elif re.search(r"(\.|->)\s*index\(", chained):
        yield rule.INDEX_LOCK
    if re.search(r"(\.|->)\s*(references|constrained)\(", chained):
        yield rule.CONSTRAINT


_OPTIONAL = words("timestamps timestampsTz softDeletes rememberToken nullableMorphs")


def _is_required(method: Argued) -> bool:
    if method.is_php:
        return method.name not in _OPTIONAL and not re.search(r"->\s*nullable\((?!false)", method.chained)
    return re.search(r"\.\s*(notNullable|notNull)\(|\.\s*nullable\(\s*false", method.chained) is not None


def _described(method: Argued) -> Iterator[str]:
    """Read the columns that Sequelize and TypeORM describe by objects."""
    default = method.has(r"\b(defaultValue|default|generatedType|asExpression)\s*:\s*(?!null|undefined)")
    if method.has(r"\b(primaryKey|isPrimary)\s*:\s*true"):
        yield rule.PRIMARY_KEY
    elif method.has(r"\b(allowNull|isNullable)\s*:\s*false") and not default:
        yield rule.REQUIRED_COLUMN
    elif method.has(r"\bnew TableColumn\b") and not method.has(r"\bisNullable\s*:\s*true") and not default:
        yield rule.REQUIRED_COLUMN  # TypeORM's columns take no NULL unless they say so
    if method.has(r"\b(unique|isUnique)\s*:\s*true"):
        yield rule.UNIQUE
    if method.has(r"\breferences\s*:"):
        yield rule.CONSTRAINT
    if method.has(r"\bautoIncrement\s*:\s*true|\bisGenerated\s*:\s*true|\bSTORED\b"):
        yield rule.REWRITE


def _index(method: Argued) -> Iterator[str]:
    concurrently = method.has(r"\b(concurrently|isConcurrent)\s*:\s*true")
    if concurrently:
        yield rule.CONCURRENT
    if method.has(r"\b(unique|isUnique)\s*:\s*true|\btype\s*:\s*['\"]UNIQUE"):
        yield rule.UNIQUE_INDEX if concurrently else rule.UNIQUE
    elif not concurrently:
        yield rule.INDEX_LOCK


def _constraint(method: Argued) -> list[str]:
    kind = re.search(r"\btype\s*:\s*['\"](unique|primary|default)", method.arguments)
    kinds = {"unique": rule.UNIQUE, "primary": rule.PRIMARY_KEY, "default": rule.LOOSENED}
    return [kinds[kind[1]] if kind else rule.CONSTRAINT]


def _check(_method: Argued) -> list[str]:
    return [rule.CONSTRAINT]


_READS: Mapping[str, Callable[[Argued], Iterable[str]]] = MappingProxyType(
    {
        **dict.fromkeys(("addColumn", "addColumns"), _described),
        **dict.fromkeys(("changeColumn", "changeColumns", "alterColumn"), _altered),
        **dict.fromkeys(("addIndex", "createIndex", "createIndices"), _index),
        **dict.fromkeys(("foreign", "check", "checkPositive", "checkIn", "checkBetween"), _check),
        **dict.fromkeys(("unique", "index", "primary", "fullText"), _on_table),
        "addConstraint": _constraint,
    }
)
