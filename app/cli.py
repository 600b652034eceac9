"""The command line. Each command is imported only when asked for, so that `airlock review` starts fast."""

import importlib
import sys
from typing import Any

import click

from app.domain.errors import BadInput, Refused, Transient
from app.loading import loading

COMMANDS = {
    "demo": "app.commands.demo:demo",
    "up": "app.commands.up:up",
    "bot": "app.commands.bot:bot",
    "web": "app.commands.web:web",
    "worker": "app.commands.worker:worker",
    "clock": "app.commands.clock:clock",
    "queue": "app.commands.queue:queue",
    "review": "app.commands.review:review",
    "backtest": "app.commands.backtest:backtest",
    "status": "app.commands.status:status",
    "show": "app.commands.status:show",
    "keys": "app.commands.keys:keys",
    "attestation": "app.commands.keys:attestation",
    "verify-approval": "app.commands.verify:verify_approval",
    "audit": "app.commands.audit:audit",
    "policy": "app.commands.policy:policy",
    "doctor": "app.commands.doctor:doctor",
    "github": "app.commands.github:github",
}
NO, WRONG = 1, 2  # exit codes: the answer is no; the call or the input is wrong


class Commands(click.Group):
    """Commands by name, loaded when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        with loading():
            command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Answer what is wrong in one sentence on standard error, without a traceback."""
        try:
            return super().invoke(ctx)
        except BadInput as problem:
            _say(problem)
            ctx.exit(WRONG)
        except (Refused, Transient) as problem:
            _say(problem)
            ctx.exit(NO)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="airlock")
def main() -> None:
    """Airlock: a Slack-first gate in front of production."""


def _say(problem: Exception) -> None:
    click.echo(str(problem), err=True)


if __name__ == "__main__":
    sys.exit(main())
