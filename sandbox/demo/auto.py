"""`airlock demo --auto`: the whole story without a person, and whether it came out right."""

import time
from datetime import timedelta
from pathlib import Path

import click

from sandbox.demo import words
from sandbox.demo.process_log import process_log
from sandbox.demo.product import Product, Unexpected
from sandbox.demo.scene import Scene
from sandbox.demo.stage import Pace, staged
from sandbox.demo.story import STORY, Step

PACE = Pace(takes=timedelta(milliseconds=300), staging={"timeout": "3s", "remind_after": []})
NO = 1  # exit code
WIDTH = max(len(name) for name, _ in STORY)


def auto(data_dir: Path, port: int, *, verbose: bool) -> int:
    """Play the story; return 0 only when every step came out right."""
    began = time.monotonic()
    with staged(data_dir, port, PACE) as stage, process_log(data_dir, verbose=verbose) as log:
        click.echo(f"Airlock plays its story by itself. Watch it: {stage.slack.page_url}")
        product = Product(log)
        play = Play(Scene(stage, product))
        code = product.run(play)
    if play.is_complete:
        click.echo(f"All came out right, in {time.monotonic() - began:.0f} s.")
        return code
    click.echo(play.problem or "Stopped before the end.")
    if not verbose:
        click.echo(words.log(data_dir))
    return code or NO


class Play:
    """Plays the steps one after another, up to the first that does not come out right."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.problem: str | None = None
        self.is_complete = False

    def __call__(self) -> None:
        self.is_complete = all(self._is_right(name, step) for name, step in STORY)
        self._scene.product.end()

    def _is_right(self, name: str, step: Step) -> bool:
        began = time.monotonic()
        try:
            seen = step(self._scene)
        except (Unexpected, LookupError) as problem:
            self.problem = f"FAIL  {name:{WIDTH}}  {problem}"
            return False
        click.echo(f"ok    {name:{WIDTH}}  {time.monotonic() - began:4.1f} s  {seen}")
        return True
