"""What is found while one migration is read: its steps, and the SQL in it for the second reading."""

from dataclasses import dataclass, field

from app.domain.report import Rollback
from app.review.migrations.ledger import Ledger, bare
from app.review.migrations.statement import Statement
from app.review.migrations.step import DROP_DEFAULT, OPEN_TRANSACTION, UNCLASSIFIED, UNREADABLE, Step

_MOST_STEPS = 200  # of one migration
_WORDS_MAX = 200


@dataclass(slots=True)
class Told:
    """One SQL statement, and what was told of it."""

    statement: Statement
    line: int  # 1-based, in the migration
    is_on_new: bool = False  # whether it is about a table that the change itself creates
    is_final: bool = False  # whether the second reading has nothing to add
    rules: set[str] = field(default_factory=set)


class Reader:
    """Collects the steps of one migration, in the order in which they run."""

    def __init__(self, ledger: Ledger, *, is_mysql: bool = False, in_transaction: bool = False) -> None:
        self.ledger, self.is_mysql = ledger, is_mysql
        self.in_transaction = in_transaction  # as the framework has it, or since a BEGIN
        self.steps = list[Step]()
        self.told = list[Told]()
        self.unvalidated = set[str]()  # constraints that were added as NOT VALID in this transaction
        self._opened: Step | None = None
        self._is_lent = False  # whether the runner's own transaction was ended, to be opened again
        self._dropped = dict[tuple[str, str], Step]()  # defaults, by table and column

    def tell(self, rule: str, words: str, line: int, rollback: Rollback | None = None) -> Step | None:
        step = Step(rule, words[:_WORDS_MAX], line, rollback)
        is_full = len(self.steps) >= _MOST_STEPS and any(each.rule == rule for each in self.steps)
        if is_full or step in self.steps[-3:]:
            return None  # what is left out is never the first of its rule
        self.steps.append(step)
        return step

    def unclassified(self, words: str, line: int) -> None:
        self.tell(UNCLASSIFIED, words, line)

    def unreadable(self, words: str) -> None:
        self.tell(UNREADABLE, words, 1)

    def begin(self, words: str, line: int) -> None:
        self.in_transaction = True
        self._opened = Step(OPEN_TRANSACTION, words[:_WORDS_MAX], line)

    def commit(self) -> None:
        self._is_lent = self._is_lent or self._opened is None
        self.in_transaction, self._opened = False, None
        self.unvalidated.clear()

    def drop_default(self, table: str, column: str, words: str, line: int) -> None:
        step = self.tell(DROP_DEFAULT, words, line)
        if step:
            self._dropped[bare(table), bare(column)] = step

    def set_default(self, table: str, column: str) -> None:
        """Take back that the default was dropped: there is another one now."""
        step = self._dropped.pop((bare(table), bare(column)), None)
        if step in self.steps:
            self.steps.remove(step)

    def close(self) -> None:
        """Tell what is only known at the end."""
        if self._opened and not self._is_lent:
            self.steps.append(self._opened)
            self._opened = None
