"""Every operation that this GitHub answers. A part adds its table here and nowhere else."""

from sandbox.github import apps, repositories
from sandbox.github.route import Route, Table

TABLES: tuple[Table, ...] = (apps.TABLE, repositories.TABLE)

ROUTES: dict[str, Route] = {operation: route for table in TABLES for operation, route in table.items()}
