"""`airlock status` and `airlock show`: what `/deploy` shows, in a terminal."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import click

from app import wiring
from app.adapters import remote
from app.review.foreign import foreign
from handlers.web import LISTED, shown


@click.command()
def status() -> None:
    """List what waits and what is running."""
    settings = wiring.parts().settings
    if settings.airlock_url is not None:
        deploys, more = remote.Airlock.of(settings, wiring.now).waiting()
    else:
        found = wiring.parts().archive.first(LISTED)
        deploys, more = [shown(deploy) for deploy in found.deploys], found.more
    for deploy in deploys:
        click.echo(_row(deploy))
    if more:
        click.echo(f"and {more} more, queued later")
    if not deploys:
        click.echo("Nothing waits and nothing is running.")


@click.command()
@click.argument("deploy_id", metavar="ID")
def show(deploy_id: str) -> None:
    """Show one deploy, with its report when that is kept here, as JSON."""
    settings = wiring.parts().settings
    if settings.airlock_url is not None:
        click.echo(json.dumps(remote.Airlock.of(settings, wiring.now).show(deploy_id), indent=2))
        return
    parts = wiring.parts()
    deploy = parts.gate.get(deploy_id)
    report = parts.archive.report(deploy.summary.digest) if deploy.summary else None
    click.echo(json.dumps({**shown(deploy), "report": asdict(report) if report else None}, indent=2))


def _row(deploy: Mapping[str, Any]) -> str:
    risk = f"{deploy['level']} {deploy['score']}" if deploy["level"] else "not reviewed"
    what = (deploy["repository"], deploy["environment"], deploy["sha"][:12])
    return "  ".join(foreign(str(part)) for part in (deploy["id"], deploy["state"], risk, *what))
