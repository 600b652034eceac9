"""`airlock audit`: the record of who decided what, given to others and held against itself."""

import click

from app.commands.audit.export import export
from app.commands.audit.verify import verify


@click.group()
def audit() -> None:
    """Export the record of decisions, or verify it."""


audit.add_command(export)
audit.add_command(verify)
