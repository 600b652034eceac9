"""`airlock up`: everything on one machine, under one supervisor."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import TextIO

import click

from app import logs, settings
from app.adapters import durability, embedded
from app.child import Spec
from app.forked import ForkServer
from app.loading import of_jobs
from app.supervise import Supervisor

ORDER = ("web", "bot", "clock", "worker")  # of stopping: first what takes in work, last what does it

NOT_SET_UP = (
    "Airlock has ended: a process cannot work as it is set up. Its own line, above, says why; "
    "`airlock doctor` looks at everything."
)


@click.command()
def up() -> None:
    """Run bot, web, worker and clock, and a Redis where REDIS_URL names none."""
    code = run(settings.load())
    if code:
        click.echo(NOT_SET_UP, err=True)
    sys.exit(code)


def _say_so() -> None:
    click.echo("Airlock is up.", err=True)


def _nothing(*_: object) -> None: ...


def run(
    configuration: settings.Settings,
    on_ready: Callable[[], None] = _say_so,
    on_start: Callable[[Supervisor], None] = _nothing,
    log: TextIO | None = None,
) -> int:
    """Return the exit code; 2 when a process says that its settings are wrong. For the main thread."""
    with ForkServer(*loaded(configuration)) as server, _redis(configuration, server) as redis:
        url = redis.url if redis else str(configuration.redis_url)
        env = {**logs.for_children(log), "REDIS_URL": url}
        quiet = {**env, durability.SAID: "1"}
        specs = [Spec(name, (name,), quiet if name != ORDER[0] else env, server) for name in ORDER]
        keep = redis.revive if redis else _nothing
        supervisor = Supervisor(specs, log=log, on_ready=on_ready, keep=keep)
        on_start(supervisor)
        return supervisor.run()


def _redis(
    configuration: settings.Settings, server: ForkServer
) -> AbstractContextManager[embedded.Embedded | None]:
    server.warm_up()  # it loads while Redis starts
    return nullcontext() if configuration.redis_url else embedded.start(configuration.airlock_data_dir)


def loaded(configuration: settings.Settings | None = None) -> Iterator[str]:
    """Yield the modules that the processes need, to be loaded once for all."""
    yield from (f"app.commands.{name}" for name in ORDER)
    yield from of_jobs()
    if configuration and (configuration.github_app_id or configuration.github_token):
        yield "app.wiring.github"
