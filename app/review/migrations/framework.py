"""Which framework's migration a path names, and who reads its steps."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from app.review.migrations.alembic import read_alembic
from app.review.migrations.django import read_django
from app.review.migrations.ecto import read_ecto
from app.review.migrations.liquibase import read_liquibase
from app.review.migrations.rails import read_rails
from app.review.migrations.reader import Reader
from app.review.migrations.script import read_script
from app.review.migrations.sql import read_sql_file
from app.review.place.kind import PATH_READ


@dataclass(frozen=True, slots=True)
class Framework:
    name: str
    path: re.Pattern[str]
    read: Callable[[str, Reader, str], None]  # a whole migration's text; up direction only
    is_grown: bool = False  # whether its files are meant to be added to, or changed, after they ran


def _sql(text: str, reader: Reader, _path: str) -> None:
    read_sql_file(text, reader)


def _program(_text: str, reader: Reader, _path: str) -> None:
    reader.unclassified("a program in a language whose migrations are not read", 1)


_DOWN = re.compile(
    r"[._-](down|rollback|undo)\.(sql|[jt]s|rb)$|(^|/)U\d[\w.]*__[^/]+\.sql$|(^|/)(down|rollback)\.sql$"
)
_FOLDERS = r"(migrations?|migrate|flyway|liquibase|changelogs?|drizzle)"
_SQL = r"(sql|psql|pgsql|mysql|ddl)(\.(erb|j2|tmpl|tpl))?"
_PROGRAMS = "go|java|kts?|scala|groovy|clj|cs|fs|vb|pyx?|exs?|rb|pl|sh"
_LOG = r"(^|/)(liquibase|changelogs?)/.*\.(xml|ya?ml|json)$|(^|/)(db\.)?changelog[\w.-]*\.(xml|ya?ml|json)$"
_FRAMEWORKS = tuple(
    Framework(name, re.compile(path, re.IGNORECASE), read, name in {"repeatable", "Liquibase"})
    for name, path, read in (
        # Before Django, whose names some give to the files in `migrations/versions/`.
        ("Alembic", r"(^|/)versions/[^/]+\.py$", read_alembic),
        ("Django", r"(^|/)\w*migrations/(\w+/)?\d{4}_\w+\.py$", read_django),
        ("Rails", r"(^|/)db/(\w+_)?migrate/(\w+/)?\d+_\w+(\.\w+)?\.rb$", read_rails),
        ("Ecto", r"(^|/)priv/[^/]+/migrations/(.*/)?\d+_\w+\.exs$", read_ecto),
        ("repeatable", r"(^|/)R__[^/]+\.sql$", _sql),
        ("SQL", rf"(^|/){_FOLDERS}/(.*/)?[^/]+\.({_SQL})$", _sql),
        ("SQL", r"(^|/)[VB]\d[\w.]*__[^/]+\.sql$|\.up\.sql$", _sql),
        ("script", r"(^|/)migrations?/(.*/)?(migration)?\d[\w.-]*\.([cm]?[jt]sx?|php)$", read_script),
        ("program", r"(^|/)V\d[\w.]*__\w+\.(java|kt|groovy|py)$", _program),
        ("program", rf"(^|/)migrations?/(.*/)?\d[\w.-]*\.({_PROGRAMS})$", _program),
        ("Liquibase", _LOG, read_liquibase),
    )
)


def has_only_way_down(path: str) -> bool:
    """Whether a file is named for undoing what another one does."""
    return _DOWN.search(path[-PATH_READ:]) is not None


@lru_cache(maxsize=16_384)
def framework_of(path: str) -> Framework | None:
    """Return the framework whose migrations lie at `path`; what only undoes is none."""
    path = path[-PATH_READ:]
    if has_only_way_down(path):
        return None
    return next((framework for framework in _FRAMEWORKS if framework.path.search(path)), None)
