"""`airlock bot`, `web`, `worker`, `clock`: one process each, as in the Procfile."""

import signal
import sys
from threading import Event

import click
from aiohttp import web as aiohttp_web
from redis import Redis
from slack_sdk.errors import SlackApiError

from app import faults, logs, wiring
from app.adapters.slack import translated
from app.domain.errors import BadInput
from handlers import bot as bot_process
from handlers import web as web_process
from workers import (
    arrive,
    attend,
    audit,
    follow,
    loop,
    platform,
    poll,
    post,
    promote,
    recheck,
    redeliver,
    refresh,
    review,
    supersede,
)
from workers import clock as clock_process

REFUSALS = {"invalid_auth", "not_authed", "not_allowed_token_type", "missing_scope", "token_revoked"}
JOBS = (
    arrive,
    attend,
    audit,
    follow,
    platform,
    poll,
    post,
    promote,
    recheck,
    redeliver,
    refresh,
    review,
    supersede,
)  # imported here, so that no forked job has to


@click.command()
def bot() -> None:
    """Listen to Slack: clicks, commands, events, App Home."""
    parts, stop = _begin("bot"), _stopped_by_signals()
    token = parts.settings.slack_app_token
    app_token = token.get_secret_value() if token else ""
    apps = frozenset(parts.settings.airlock_slack_queue_apps)
    with translated():
        parts.client.auth_test()
        check_app_token(parts, app_token)
        bolt = bot_process.application(parts.client, parts, apps)
    bot_process.serve(bolt, app_token, stop, ready)


@click.command()
def web() -> None:
    """Listen to CI systems over HTTP."""
    parts = _begin("web")
    secret = parts.settings.airlock_ci_secret
    app = web_process.application(
        parts, secret.get_secret_value() if secret else None, wiring.github_hook(parts.settings)
    )
    host, port = parts.settings.airlock_http_host, parts.settings.airlock_http_port
    try:
        # Bodies are unpacked by the route, after their signature was checked. It prints once it listens.
        aiohttp_web.run_app(
            app, host=host, port=port, print=lambda _: ready(), access_log=None, auto_decompress=False
        )
    except OSError as problem:
        raise BadInput(f"AIRLOCK_HTTP_PORT: {host}:{port} cannot be used: {problem.strerror}.") from problem


@click.command()
def worker() -> None:
    """Do what is owed; any number of these may run, on any number of machines."""
    parts = _begin("worker")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until RQ listens for it
    ready()
    loop.run(Redis.from_url(wiring.redis_url(parts.settings)))


@click.command()
def clock() -> None:
    """Look at every deploy when its time has come."""
    parts, stop = _begin("clock"), _stopped_by_signals()
    ready()
    clock_process.run(parts, stop, parts.settings.airlock_sweep)


def ready() -> None:
    """Tell the supervisor that this process works."""
    click.echo("ready")


def _begin(process: str) -> wiring.Parts:
    parts = wiring.parts()
    logs.configure(process, parts.settings)
    faults.init_sentry(parts.settings)
    parts.archive.counts()  # Redis answers, or the process says why it cannot start
    if parts.settings.airlock_policy is not None:
        parts.sources.operators_policy()
    return parts


def _stopped_by_signals() -> Event:
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def check_app_token(parts: wiring.Parts, token: str) -> None:
    """Raise BadInput unless the token may open sockets."""
    if not token:
        raise BadInput("SLACK_APP_TOKEN is not set: make an App-Level Token with connections:write.")
    try:
        parts.client.apps_connections_open(app_token=token)
    except SlackApiError as error:
        code = str(error.response.get("error"))
        if code not in REFUSALS:
            raise
        words = f"Slack refuses SLACK_APP_TOKEN ({code}): make an App-Level Token with connections:write."
        raise BadInput(words) from error
