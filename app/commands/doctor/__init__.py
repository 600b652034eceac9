"""`airlock doctor`: what is wrong with this installation, and how to mend it; one line each."""

import sys
from collections.abc import Iterator

import click

from app import wiring
from app.commands.doctor import alarms, github, operator, rules, slack
from app.commands.doctor.line import Line, Mark


@click.command()
def doctor() -> None:
    """Check settings, tokens, channels, Redis, policy and GitHub. Exits 1 when something has to be mended."""
    is_well = True
    for line in lines(wiring.parts()):
        click.echo(line)
        is_well &= line.mark is not Mark.MEND
    sys.exit(0 if is_well else 1)


def lines(parts: wiring.Parts) -> Iterator[Line]:
    """Yield what is looked at, each as soon as it is known."""
    yield from operator.lines(parts)
    yield from slack.lines(parts)
    yield from github.lines(parts)
    yield from rules.lines(parts)  # after GitHub was asked for policies
    yield from alarms.lines(parts)
