"""What each step does, why it hurts and what to do instead, for the card; and whether a revert still works.

Whether going back to the old code, with the schema left as it is, still works: facts gathered from squawk,
strong_migrations, migration-lint, django-migration-linter and atlas, see docs/review.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.domain.report import Rollback
from app.review.foreign import foreign
from app.review.migrations import step as rule
from app.review.migrations.step import Step

_WORDS_MAX = 50  # characters of the step that a message shows


@dataclass(frozen=True, slots=True)
class Meaning:
    message: str  # {what} is the step's own words
    rollback: Rollback


_SAFE, _UNSAFE, _UNKNOWN = Rollback.SAFE, Rollback.UNSAFE, Rollback.UNKNOWN

MEANINGS: Mapping[str, Meaning] = MappingProxyType(
    {
        rule.DROP_TABLE: Meaning(
            "Drops a table ({what}): the old code still reads it, and its rows are gone for good. "
            "Ship the code that no longer uses it first, drop it in a later release.",
            _UNSAFE,
        ),
        rule.DROP_COLUMN: Meaning(
            "Drops a column ({what}): the old code still reads it, and its values are gone for good. "
            "Ship the code that no longer uses it first, drop it in a later release.",
            _UNSAFE,
        ),
        rule.RENAME: Meaning(
            "Renames ({what}): the old code asks for the old name while this deploys and after a revert. "
            "Add the new name beside the old one, write both, move the readers, drop the old one later.",
            _UNSAFE,
        ),
        rule.DELETE_ROWS: Meaning(
            "Deletes rows ({what}): no revert brings them back. "
            "Make sure of a backup, or mark them as deleted now and delete them in a later release.",
            _UNSAFE,
        ),
        rule.REQUIRED_COLUMN: Meaning(
            "Adds a required column without a database default ({what}): every insert of the old code fails. "
            "Add it nullable or with a default in the database, and require it in a later release.",
            _UNSAFE,
        ),
        rule.NOT_NULL: Meaning(
            "Forbids NULL ({what}): the old code may still write it and fails, and the table is locked while "
            "it is checked. Ship code that always writes the column first, forbid NULL in a later release.",
            _UNSAFE,
        ),
        rule.DROP_DEFAULT: Meaning(
            "Takes a column's default away ({what}): inserts of the old code that rely on it fail. "
            "Ship code that always writes the column first, drop the default in a later release.",
            _UNSAFE,
        ),
        rule.UNIQUE: Meaning(
            "Forbids duplicates ({what}): the old code may still write them and fails, and writes wait while "
            "it is built. Stop writing duplicates first, then build the unique index concurrently.",
            _UNSAFE,
        ),
        rule.NARROW_TYPE: Meaning(
            "Makes a column hold less ({what}): the old code may write what no longer fits, and the table is "
            "locked while it is rewritten. Add a new column, write both, move the readers, drop the old.",
            _UNSAFE,
        ),
        rule.DETACH: Meaning(
            "Takes a partition out of its table ({what}): its rows vanish for the old code. "
            "Ship code that does without them first, and detach it concurrently.",
            _UNSAFE,
        ),
        rule.CHANGE_TYPE: Meaning(
            "Changes a column ({what}): if its type or target changes, the table is locked while it is "
            "rewritten or checked, and the old code may not fit. Add a new column, move the readers to it.",
            _UNKNOWN,
        ),
        rule.UPDATE_ROWS: Meaning(
            "Rewrites rows ({what}): the old values are gone, and the rows stay locked until it is done. "
            "Do it in batches outside of the migration, and keep the old column for one release.",
            _UNKNOWN,
        ),
        rule.DROP_OBJECT: Meaning(
            "Takes away what the old code may call ({what}): a view, function, type, trigger or the like. "
            "Ship the code that does without it first.",
            _UNKNOWN,
        ),
        rule.PRIMARY_KEY: Meaning(
            "Changes the primary key ({what}): the table is locked while its index is built. "
            "Build a unique index concurrently first, then add the key with USING INDEX.",
            _UNKNOWN,
        ),
        rule.CONSTRAINT: Meaning(
            "Adds a constraint that is checked at once ({what}): writes wait until every row is read, and "
            "the old code may break it. Add it as NOT VALID, validate it in a later migration.",
            _UNKNOWN,
        ),
        rule.VALIDATE: Meaning(
            "Adds and validates a constraint in one transaction ({what}): the lock is kept while every row "
            "is read. Validate it in a migration of its own.",
            _UNKNOWN,
        ),
        rule.DOMAIN: Meaning(
            "Puts a constraint on a domain ({what}): it cannot be validated later, so every table that uses "
            "the domain is locked and read. Put a NOT VALID check on the tables instead.",
            _UNKNOWN,
        ),
        rule.INDEX_LOCK: Meaning(
            "Builds, drops or rebuilds an index under a lock ({what}): writes wait until it is done. "
            "Do it concurrently, outside of a transaction. A revert still works.",
            _SAFE,
        ),
        rule.CONCURRENT: Meaning(
            "Works concurrently inside a transaction ({what}): the database refuses it, or its lock is kept. "
            "Give it a migration of its own that runs without a transaction. A revert still works.",
            _SAFE,
        ),
        rule.REWRITE: Meaning(
            "Rewrites the whole table ({what}): nobody can read or write it until that is done. "
            "Add the column empty, set the default, then fill it in batches. A revert still works.",
            _SAFE,
        ),
        rule.LOCK: Meaning(
            "Locks a table ({what}): requests that need it wait until the migration ends. "
            "Do without the lock, or set a short lock_timeout. A revert still works.",
            _SAFE,
        ),
        rule.OPEN_TRANSACTION: Meaning(
            "Begins a transaction that is never committed ({what}): nothing of it may be kept. "
            "Add the COMMIT.",
            _SAFE,
        ),
        rule.PERMISSIONS: Meaning(
            "Changes who may read or write what ({what}): the old code may lose access, or someone gains it. "
            "Have it read by whoever owns the permissions, and take away only what nothing uses.",
            _UNKNOWN,
        ),
        rule.UNCLASSIFIED: Meaning(
            "Does something that could not be classified ({what}): it may drop, lock or rewrite. "
            "Read it before you approve.",
            _UNKNOWN,
        ),
        rule.UNREADABLE: Meaning(
            "Cannot be read ({what}): what runs it may stop at the same place. Mend it, or read it line by "
            "line and try it on a copy before you approve.",
            _UNKNOWN,
        ),
        rule.UNIQUE_INDEX: Meaning(
            "Builds a unique index without a lock ({what}): fine if the old code writes no duplicates; "
            "if it does, they fail from now on.",
            _UNKNOWN,
        ),
        rule.LOOSENED: Meaning(
            "Takes a constraint away ({what}): after a revert the old code meets what the new code wrote.",
            _UNKNOWN,
        ),
        rule.SUPPRESSED: Meaning(
            "Tells a migration linter to look away ({what}): that was not obeyed here, every step was read.",
            _SAFE,
        ),
    }
)


def message_of(step: Step) -> str:
    what = foreign(" ".join(step.words.split()), _WORDS_MAX).replace("`", "'")
    return MEANINGS[step.rule].message.format(what=f"`{what}`")


def rollback_of(step: Step) -> Rollback:
    return step.rollback or MEANINGS[step.rule].rollback
