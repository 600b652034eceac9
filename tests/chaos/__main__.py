"""`make chaos`: a run by hand, in a directory that stays where something is wrong."""

import shutil
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

import click

from tests.chaos.account import failures, summary
from tests.chaos.plan import TWICE, Size
from tests.chaos.run import Limits, run

QUIET = 330.0  # seconds: a job that was lost again and again is looked for after five minutes


def main() -> int:
    """Return 0 when every promise was kept."""
    asked = ArgumentParser(prog="make chaos", description="Kill and break everything at random; then judge.")
    asked.add_argument("--seed", type=int, nargs="+", default=[7], help="one run each")
    asked.add_argument("--deploys", type=int, default=300)
    asked.add_argument("--lanes", type=int, default=24)
    asked.add_argument(
        "--minutes", type=float, default=10, help="of each run, without what it needs to settle"
    )
    asked.add_argument("--kills", type=float, default=0.2, help="for each deploy")
    asked.add_argument(
        "--upsets", type=float, default=0.8, help="faults of Slack, GitHub and CI for each deploy"
    )
    told = asked.parse_args()
    size = Size(told.deploys, told.lanes, told.upsets, told.kills, is_paced=True, processes=TWICE)
    limits = Limits(told.minutes * 60, QUIET)
    return max(_once(seed, size, limits) for seed in told.seed)


def _once(seed: int, size: Size, limits: Limits) -> int:
    directory = Path(tempfile.mkdtemp(prefix=f"chaos-{seed}-"))
    result = run(seed, size, limits, directory)
    click.echo(summary(result))
    if not result.problems:
        shutil.rmtree(directory)
        return 0
    for line in failures(result):
        click.echo(line)
    click.echo(f"The logs are in {directory}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
