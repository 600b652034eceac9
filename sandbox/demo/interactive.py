"""`airlock demo`: deploys wait, and a person decides."""

from datetime import timedelta
from pathlib import Path

import click

from sandbox.demo import words
from sandbox.demo.process_log import process_log
from sandbox.demo.product import Product, Unexpected
from sandbox.demo.scene import Scene
from sandbox.demo.stage import LEADS, Pace, staged

STAGING = {
    "timeout": "90s",
    "remind_after": ["30s"],
    "ping_after": "60s",
    "escalate": {"mention": LEADS, "then": [{"after": "3m", "channel": "#eng-leads", "mention": LEADS}]},
    "expire_after": "10m",
}
PACE = Pace(takes=timedelta(seconds=4), staging=STAGING)
NO = 1  # exit code


def interactive(data_dir: Path, port: int, *, verbose: bool) -> int:
    """Queue the sample's deploys and leave the rest to whoever watches, until Ctrl-C."""
    click.echo(words.STARTING)
    try:
        code = _run(data_dir, port, verbose=verbose)
    except KeyboardInterrupt:  # before the supervisor has taken it over
        code = 0
    except Unexpected as problem:
        click.echo(str(problem), err=True)
        code = NO
    click.echo("Everything has stopped.")
    if code and not verbose:
        click.echo(words.log(data_dir), err=True)
    return code


def _run(data_dir: Path, port: int, *, verbose: bool) -> int:
    with staged(data_dir, port, PACE) as stage, process_log(data_dir, verbose=verbose) as log:
        if port not in {0, stage.port}:
            click.echo(f"  Port {port} is taken; the page takes {stage.port}.")
        product = Product(log)
        return product.run(lambda: _play(Scene(stage, product), None if verbose else data_dir))


def _play(scene: Scene, data_dir: Path | None) -> None:
    scene.listens()
    click.echo(words.welcome(scene.stage.slack.page_url))
    for number, one in enumerate(words.DEPLOYS, start=1):
        scene.queue(getattr(scene.stage.sample, one.candidate), one.environment)
        click.echo(words.deploy(number, one, scene.stage.sample.upgrade.sha))
    click.echo(words.closing(scene.stage.hub.origin, scene.stage.ci.origin, data_dir))
