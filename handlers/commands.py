"""`/deploy`: every answer is private."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from slack_bolt import Ack, App, Respond

from app.domain.deploy import Deploy, Request
from app.domain.errors import BadInput, Refused
from app.domain.event import Cancelled
from app.domain.message import Message
from app.domain.person import Standing
from app.domain.table import is_approved, is_over, standing
from app.ports import Parts
from blocks import status
from blocks.text import escape
from handlers import payloads
from handlers.answers import answering, privately

COMMAND = "/deploy"
PAGE = 10  # deploys of history a page
Answer = Callable[[Parts, str, Sequence[str]], Message]


def register(bolt: App, parts: Parts) -> None:
    def deploy(ack: Ack, command: dict[str, Any], respond: Respond) -> None:
        message = None
        with answering(ack, respond):
            words = str(command.get("text") or "").split()
            message = answer(parts, str(command["user_id"]), words)
        if message is not None:
            privately(respond, message)

    bolt.command(COMMAND)(deploy)


def answer(parts: Parts, user: str, words: Sequence[str]) -> Message:
    """Return what is said to `user`, who typed `words` after the command."""
    name, *rest = words or ["status"]
    if name not in ANSWERS:
        return status.usage(f"`{escape(name, 40)}` is not something that /deploy knows. It knows these:")
    return ANSWERS[name](parts, user, rest)


def _status(parts: Parts, _user: str, _words: Sequence[str]) -> Message:
    return status.status(parts.archive.waiting(status.LISTED), parts.archive.counts()[0])


def _show(parts: Parts, _user: str, words: Sequence[str]) -> Message:
    deploy = parts.gate.get(_first(words, "show ID"))
    return status.show(deploy, parts.archive.report(deploy.summary.digest) if deploy.summary else None)


def _history(parts: Parts, _user: str, words: Sequence[str]) -> Message:
    page = payloads.page_of({"value": words[0]}) if words else 1
    pages = max(1, math.ceil(parts.archive.counts()[1] / PAGE))
    return status.history(parts.archive.history((page - 1) * PAGE, PAGE), page, pages)


def _queue(parts: Parts, user: str, words: Sequence[str]) -> Message:
    """Queue a deploy for somebody, who thereby may not approve it."""
    repository, revision, environment = _wanted(words)
    if parts.chat.person(user, ()).standing is not Standing.MEMBER:
        raise Refused("Only members of the workspace may queue deploys.")
    parts.sources.rules(repository, None, environment)
    told = {"repository": repository, "environment": environment, "actor": user}
    request = payloads.request({**told, "sha": parts.sources.resolve(repository, revision)})
    deploy, is_new = _queued(parts, request)
    done = "Queued" if is_new else "Queued before"
    return Message(f"{done}: `{deploy.id}`. {standing(deploy)}", ())


def _queued(parts: Parts, request: Request) -> tuple[Deploy, bool]:
    """Queue; what was turned down, failed or called off before is attempted anew, as another deploy."""
    deploy, is_new = parts.gate.queue(request, datetime.now(UTC))
    while not is_new and is_over(deploy) and not is_approved(deploy):
        key = replace(deploy.key, run_attempt=deploy.key.run_attempt + 1)
        deploy, is_new = parts.gate.queue(replace(request, key=key), datetime.now(UTC))
    return deploy, is_new


def _wanted(words: Sequence[str]) -> tuple[str, str, str]:
    match words:
        case [repository, revision]:
            return repository, revision, "production"
        case [repository, revision, environment]:
            return repository, revision, environment
        case _:
            raise BadInput("Write `/deploy queue OWNER/NAME SHA [ENVIRONMENT]`, production if left out.")


def _cancel(parts: Parts, user: str, words: Sequence[str]) -> Message:
    deploy = parts.gate.get(_first(words, "cancel ID [REASON]"))
    by = parts.chat.person(user, deploy.rules.names if deploy.rules else ())
    deploy = parts.gate.handle(deploy.id, Cancelled(datetime.now(UTC), by, " ".join(words[1:])[:1000]))
    return Message(f"Cancelled `{deploy.id}`.", ())


def _help(_parts: Parts, _user: str, _words: Sequence[str]) -> Message:
    return status.usage()


def _first(words: Sequence[str], form: str) -> str:
    if not words:
        raise BadInput(f"Write `/deploy {form}`; `/deploy status` lists the ids.")
    return words[0].strip("`")


ANSWERS: dict[str, Answer] = {
    "status": _status,
    "show": _show,
    "queue": _queue,
    "history": _history,
    "cancel": _cancel,
    "help": _help,
}
