"""`airlock status` and `airlock show`: what `/deploy` shows, in a terminal."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import click

from app import wiring
from app.adapters import remote
from app.domain.deploy import Deploy
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
        deploys, more = [_told(deploy) for deploy in found.deploys], found.more
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
    click.echo(json.dumps({**_told(deploy), "report": asdict(report) if report else None}, indent=2))


def _told(deploy: Deploy) -> dict[str, Any]:
    """Add what is owed, and why it is not done yet: for who runs Airlock, not for jobs that ask over HTTP."""
    owed = [
        {"effect": debt.effect, "attempts": debt.attempts, "problem": debt.problem} for debt in deploy.owed
    ]
    return {**shown(deploy), "owed": owed}


def _row(deploy: Mapping[str, Any]) -> str:
    risk = f"{deploy['level']} {deploy['score']}" if deploy["level"] else "not reviewed"
    what = (deploy["repository"], deploy["environment"], deploy["sha"][:12])
    trouble = [f"{debt['effect']}: {debt['problem']}" for debt in deploy.get("owed", ()) if debt["problem"]]
    return "  ".join(foreign(str(part)) for part in (deploy["id"], deploy["state"], risk, *what, *trouble))
