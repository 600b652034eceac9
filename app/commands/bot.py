"""`airlock bot`: the process that listens to Slack."""

import click

from app.adapters.slack import translated
from app.commands.apptoken import check_app_token
from app.commands.starting import begin, ready, stopped_by_signals
from handlers import bot as process


@click.command()
def bot() -> None:
    """Listen to Slack: clicks, commands, events, App Home."""
    parts, stop = begin("bot"), stopped_by_signals()
    redraw = parts.redraw
    redraw.apart()  # before the first thread
    token = parts.settings.slack_app_token
    app_token = token.get_secret_value() if token else ""
    apps = frozenset(parts.settings.airlock_slack_queue_apps)
    with translated():
        parts.client.auth_test()
        check_app_token(parts, app_token)
        bolt = process.application(parts.client, parts, apps)
    pulse = parts.pulse("bot")
    process.serve(bolt, app_token, stop, ready, pulse.beat)
    pulse.end()
    redraw.close()
