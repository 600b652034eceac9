"""`airlock policy`: look at a policy file before it is merged."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from app.adapters import policyfile
from app.domain.errors import BadInput
from app.domain.policy import Environment, Policy

REFUSED, UNREADABLE = 1, 2  # exit codes


@click.group()
def policy() -> None:
    """Check a policy file, or print what one may hold."""


@policy.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--operator", is_flag=True, help="The file is the one that AIRLOCK_POLICY names.")
def check(file: Path, *, operator: bool) -> None:
    """Say whether FILE is a policy, and what of it this version does not act on yet."""
    try:
        found = policyfile.parse(file.read_bytes(), source=str(file), operator=operator)
    except OSError as problem:
        click.echo(f"{file} cannot be read: {problem.strerror}.", err=True)
        sys.exit(UNREADABLE)
    except BadInput as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(REFUSED)
    click.echo(f"{file}: ok, {_counted(len(found.environments), 'environment')}")
    for notice in notices(found):
        click.echo(f"{file}: {notice}")


@policy.command()
def schema() -> None:
    """Print the JSON Schema of a policy file."""
    click.echo(json.dumps(policyfile.schema(), indent=2, ensure_ascii=False))


def notices(found: Policy) -> Iterator[str]:
    """Yield a line for each thing that is accepted and not acted on by this version."""
    for name, environment in found.environments.items():
        for key in _not_acted_on(environment):
            yield f"notice: {name}.{key} is accepted and not acted on by this version"


def _not_acted_on(environment: Environment) -> Iterator[str]:
    if environment.verify is not None:
        yield "verify"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
