"""`airlock demo`: everything on this machine, with no account anywhere."""

import sys
from pathlib import Path

import click

from sandbox import demo as show

PORT = 8088


@click.command()
@click.option("--auto", is_flag=True, help="Play the whole story alone; exit 0 only if all came out right.")
@click.option(
    "--port",
    default=PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Of the page; the next free one when it is taken.",
)
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep repository, record and log here; it has to be new or empty.  [default: a temporary one]",
)
@click.option(
    "--verbose", is_flag=True, help="Show the log of the processes instead of keeping it in a file."
)
def demo(*, auto: bool, port: int, data_dir: Path | None, verbose: bool) -> None:
    """See Airlock at work: the real processes, on a local Slack, GitHub and CI.

    Opens a page that shows the workspace; deploys of real commits wait there for your click.
    Production waits four hours for an answer, as it does by default. One deploy goes to staging, whose
    policy asks again after 30 seconds and escalates after 90, so that you see that happen too.
    With --auto, staging escalates after 3 seconds, and nobody has to click.
    """
    with show.data_dir(data_dir) as path:
        sys.exit(
            show.auto(path, port, verbose=verbose) if auto else show.interactive(path, port, verbose=verbose)
        )
