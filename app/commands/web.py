"""`airlock web`: the process that listens to CI systems and GitHub."""

import click
from aiohttp import web as aiohttp_web

from app import wiring
from app.commands.starting import begin, ready
from app.domain.errors import BadInput
from handlers import web as process
from handlers.ready import beating


@click.command()
def web() -> None:
    """Listen to CI systems over HTTP."""
    parts = begin("web")
    secret = parts.settings.airlock_ci_secret
    token = parts.settings.airlock_metrics_token
    app = process.application(
        parts,
        secret.get_secret_value() if secret else None,
        wiring.github_hook(parts.settings),
        token.get_secret_value() if token else None,
    )
    app.cleanup_ctx.append(beating(parts.pulse("web")))
    host, port = parts.settings.airlock_http_host, parts.settings.airlock_http_port
    try:
        # Bodies are unpacked by the route, after their signature was checked. It prints once it listens.
        aiohttp_web.run_app(
            app, host=host, port=port, print=lambda _: ready(), access_log=None, auto_decompress=False
        )
    except OSError as problem:
        raise BadInput(f"AIRLOCK_HTTP_PORT: {host}:{port} cannot be used: {problem.strerror}.") from problem
