"""Every operation that this GitHub answers. A part adds its table here and nowhere else."""

from sandbox.github import (
    accounts,
    apps,
    branches,
    check_runs,
    commits,
    comparing,
    contents,
    dependencies,
    pulls,
    repositories,
    statuses,
)
from sandbox.github.actions import routes as actions
from sandbox.github.route import Route, Table

TABLES: tuple[Table, ...] = (
    apps.TABLE,
    repositories.TABLE,
    commits.TABLE,
    comparing.TABLE,
    contents.TABLE,
    branches.TABLE,
    check_runs.TABLE,
    statuses.TABLE,
    pulls.TABLE,
    dependencies.TABLE,
    accounts.TABLE,
    actions.TABLE,
)

ROUTES: dict[str, Route] = {operation: route for table in TABLES for operation, route in table.items()}
