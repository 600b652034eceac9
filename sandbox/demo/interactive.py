"""`airlock demo`: deploys wait, and a person decides."""

from datetime import timedelta
from pathlib import Path

import click

from sandbox.demo import words
from sandbox.demo.process_log import NAME, process_log
from sandbox.demo.product import Product
from sandbox.demo.scene import Scene
from sandbox.demo.stage import Pace, staged

PACE = Pace(takes=timedelta(seconds=4), staging={"timeout": "90s", "remind_after": ["30s"]})


def interactive(data_dir: Path, port: int, *, verbose: bool) -> int:
    """Queue the sample's deploys and leave the rest to whoever watches, until Ctrl-C."""
    with staged(data_dir, port, PACE) as stage, process_log(data_dir, verbose=verbose) as log:
        click.echo(words.STARTING)
        if port not in {0, stage.port}:
            click.echo(f"  Port {port} is taken; the page takes {stage.port}.")
        product = Product(log)
        code = product.run(lambda: _play(Scene(stage, product), None if verbose else data_dir / NAME))
    click.echo("Everything has stopped.")
    return code


def _play(scene: Scene, log: Path | None) -> None:
    scene.listens()
    sample, slack = scene.stage.sample, scene.stage.slack
    click.echo(words.welcome(slack.page_url))
    for number, one in enumerate(words.DEPLOYS, start=1):
        scene.queue(getattr(sample, one.candidate), one.environment)
        click.echo(words.deploy(number, one))
    click.echo(words.closing(scene.stage.ci.origin, log))
