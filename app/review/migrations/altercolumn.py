"""What ALTER COLUMN does to a column, by its first words."""

import re

from app.review.migrations import step as rule

SETS_DEFAULT = "set-default"  # no rule: it may take one back


def _does(pattern: str, does: str | None = None) -> tuple[re.Pattern[str], str | None]:
    return re.compile(pattern, re.IGNORECASE), does


# What ALTER COLUMN does; T-SQL writes the new type at once, without a word.
COLUMN_FORMS = (
    _does(r"(SET DATA )?TYPE\b", rule.CHANGE_TYPE),
    _does(r"SET NOT NULL\b", rule.NOT_NULL),
    _does(r"DROP NOT NULL\b", rule.LOOSENED),
    _does(r"SET DEFAULT\b", SETS_DEFAULT),
    _does(r"DROP (DEFAULT|IDENTITY|EXPRESSION)\b", rule.DROP_DEFAULT),
    _does(
        r"(SET (STATISTICS|STORAGE|COMPRESSION|GENERATED|\(|VISIBLE|INVISIBLE)|ADD GENERATED|RESTART|RESET)"
    ),
    _does(r"SET EXPRESSION\b", rule.REWRITE),
)
