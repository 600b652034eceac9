"""What the change itself creates: nothing that runs yet depends on that, so little can hurt it."""

_SCHEMAS = ("public.", "dbo.")  # where names without a schema lie


class Ledger:
    """Tables and columns that the change adds, in the order in which its migrations run."""

    def __init__(self) -> None:
        self._tables = set[str]()
        self._temporary = set[str]()  # in a schema of their own, before all others
        self._perhaps = set[str]()  # CREATE TABLE IF NOT EXISTS: they may be old ones
        self._columns = dict[tuple[str, str], bool]()  # and whether each is a required one

    def create(self, table: str, *, is_certain: bool = True, is_temporary: bool = False) -> None:
        if table := bare(table):
            (self._tables if is_certain else self._perhaps).add(table)
            if is_temporary:
                self._temporary.add(table)

    def clear(self) -> None:
        """Forget everything."""
        for known in (self._tables, self._perhaps, self._temporary, self._columns):
            known.clear()

    def rename(self, old: str, new: str) -> None:
        if self.is_new(old):
            self._tables.discard(bare(old))
            self.create(new)

    def drop(self, table: str) -> None:
        self._tables.discard(bare(table))
        self._perhaps.discard(bare(table))

    def add_column(self, table: str, column: str, *, is_required: bool = False) -> None:
        if bare(table) and bare(column):
            self._columns[bare(table), bare(column)] = is_required

    def is_new(self, table: str) -> bool:
        """Whether the table is certainly new: even dropping it hurts nobody."""
        return bare(table) in self._tables and not ("." in table and bare(table) in self._temporary)

    def may_be_new(self, table: str) -> bool:
        """Whether the table is new or was there under the very same name; locking it hurts little."""
        return bare(table) in self._tables or bare(table) in self._perhaps

    def has_new_column(self, table: str, column: str) -> bool:
        return self.is_new(table) or (bare(table), bare(column)) in self._columns

    def is_required(self, table: str, column: str) -> bool:
        """Whether the column is a new one that takes no NULL."""
        return self._columns.get((bare(table), bare(column)), False)


def bare(name: str) -> str:
    """Return the name as the database compares it: without quotes, and in small letters unless quoted."""
    parts = (part if part[:1] in {'"', "`", "["} else part.lower() for part in name.strip().split("."))
    plain = ".".join(part.strip('"`[]') for part in parts)
    return plain.removeprefix(_SCHEMAS[0]).removeprefix(_SCHEMAS[1])
