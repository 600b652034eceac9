"""`airlock doctor`: what is wrong with this installation, and how to mend it; one line each."""

import sys
from collections.abc import Iterator

import click

from app import wiring
from app.commands.doctor import (
    alarms,
    clock,
    github,
    machine,
    operator,
    processes,
    redis,
    rules,
    settings,
    slack,
)
from app.commands.doctor.line import Check, Line, Mark

AWAY = "unix:///nowhere/redis.sock"  # so that what only may need Redis can be made without it


@click.command()
def doctor() -> None:
    """Check settings, tokens, Redis, processes, policies, GitHub. Exits 1 when something has to be mended."""
    is_well = True
    for line in looked():
        click.echo(line)
        is_well &= line.mark is not Mark.MEND
    sys.exit(0 if is_well else 1)


def looked() -> Iterator[Line]:
    """Yield everything; only the settings while one of them is wrong, for nothing can be made of those."""
    is_well = True
    for line in settings.lines():
        is_well &= line.mark is not Mark.MEND
        yield line
    if is_well:
        yield from lines(wiring.parts())


def lines(parts: wiring.Parts) -> Iterator[Line]:
    """Yield what is looked at, each as soon as it is known; what needs Redis is left out while it is away."""
    has_redis = True
    for line in redis.lines(parts):
        has_redis &= not (line.check is Check.REDIS and line.mark is Mark.MEND)
        yield line
    if has_redis:
        yield from processes.lines(parts)
    else:
        yield Line(Mark.NOTE, Check.REDIS, redis.NOT_LOOKED_AT)
        parts = wiring.Parts(parts.settings.model_copy(update={"redis_url": AWAY}))
    yield from _outside(parts, has_redis=has_redis)
    if has_redis:
        yield from alarms.lines(parts)


def _outside(parts: wiring.Parts, *, has_redis: bool) -> Iterator[Line]:
    yield from operator.lines(parts)
    yield from machine.lines(parts)
    yield from slack.lines(parts)
    yield from clock.lines(parts, has_redis=has_redis)
    yield from github.lines(parts, has_redis=has_redis)
    yield from rules.lines(parts, has_redis=has_redis)  # after GitHub was asked for policies
