"""Which framework's migration a path names, and who reads its steps."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from app.review.migrations.alembic import alembic_steps
from app.review.migrations.django import django_steps
from app.review.migrations.lines import ecto_steps, rails_steps, script_steps
from app.review.migrations.sql import sql_steps
from app.review.migrations.step import UNCLASSIFIED, Step
from app.review.place.kind import PATH_READ


@dataclass(frozen=True, slots=True)
class Framework:
    name: str
    path: re.Pattern[str]
    steps: Callable[[str], list[Step]]  # of a whole migration's text; up direction only


def _unclassified(_: str) -> list[Step]:
    return [Step(UNCLASSIFIED, "a changelog in a form that is not read", 1)]


_DOWN = re.compile(r"\.down\.sql$|(^|/)U\d[\w.]*__[^/]+\.sql$|(^|/)down\.sql$")
_FRAMEWORKS = tuple(
    Framework(name, re.compile(path), steps)
    for name, path, steps in (
        # Before Django, whose names some give to the files in `migrations/versions/`.
        ("Alembic", r"(^|/)versions/[^/]+\.py$", alembic_steps),
        ("Django", r"(^|/)\w*migrations/(\w+/)?\d{4}_\w+\.py$", django_steps),
        ("Rails", r"(^|/)db/(\w+_)?migrate/\d{14}_\w+\.rb$", rails_steps),
        ("Ecto", r"(^|/)priv/[^/]+/migrations/\d+_\w+\.exs$", ecto_steps),
        ("SQL", r"(^|/)(migrations?|migrate|flyway|liquibase|changelogs?)/(.*/)?[^/]+\.sql$", sql_steps),
        ("SQL", r"(^|/)[VR]\d[\w.]*__[^/]+\.sql$|(^|/)R__[^/]+\.sql$|\.up\.sql$", sql_steps),
        ("script", r"(^|/)migrations?/(.*/)?\d[\w.-]+\.([cm]?[jt]s|php)$", script_steps),
        (
            "Liquibase",
            r"(^|/)(liquibase|changelogs?)/.*\.(xml|ya?ml|json)$|db\.changelog[\w.-]*$",
            _unclassified,
        ),
    )
)


@lru_cache(maxsize=16_384)
def framework_of(path: str) -> Framework | None:
    """Return the framework whose migrations lie at `path`; what only undoes is none."""
    path = path[-PATH_READ:]
    if _DOWN.search(path):
        return None
    return next((framework for framework in _FRAMEWORKS if framework.path.search(path)), None)
