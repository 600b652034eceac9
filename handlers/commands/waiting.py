"""`/deploy queue`, `cancel`, `hotfix` and `withdraw`: what begins, ends or changes a deploy that waits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from app.domain.deploy import Deploy, Request
from app.domain.event import ApprovalWithdrawn, Cancelled, MarkedHotfix
from app.domain.message import Message
from app.domain.quorum import quorum
from app.domain.reference import is_repository
from app.domain.table import is_approved, is_over, standing
from app.ports import Parts
from handlers import payloads
from handlers.commands.finding import deploy_of, first_of, only
from handlers.typed import Asked, Miswritten, name_of, note_of, reason_of, shown
from handlers.who import who

HOTFIX = "hotfix"
PRODUCTION = "production"


def queue(parts: Parts, asked: Asked) -> Message:
    """Queue a deploy for somebody, who thereby may not approve it."""
    (repository, revision, environment), hotfix = _wanted(asked.rest)
    if not is_repository(repository):
        raise Miswritten(f"`{shown(repository)}` must be OWNER/NAME.")
    parts.sources.rules(repository, None, environment)
    told = {"repository": repository, "environment": environment, "actor": asked.user}
    request = payloads.request({**told, "sha": parts.sources.resolve(repository, revision)})
    deploy, is_new = _queued(parts, replace(request, hotfix=hotfix))
    if hotfix and deploy.hotfix is None:
        event = MarkedHotfix(datetime.now(UTC), who(parts, deploy, asked.user), hotfix)
        deploy = parts.gate.handle(deploy.id, event)
    done = "Queued" if is_new else "Queued before"
    return Message(f"{done}: `{deploy.id}`. {standing(deploy)}", ())


def cancel(parts: Parts, asked: Asked) -> Message:
    word, rest = first_of(asked.rest)
    deploy, reason = deploy_of(parts, word), note_of(rest)
    parts.gate.handle(deploy.id, Cancelled(datetime.now(UTC), who(parts, deploy, asked.user), reason))
    return Message(f"Cancelled `{deploy.id}`.", ())


def hotfix(parts: Parts, asked: Asked) -> Message:
    word, rest = first_of(asked.rest)
    deploy, reason = deploy_of(parts, word), reason_of(rest)
    event = MarkedHotfix(datetime.now(UTC), who(parts, deploy, asked.user), reason)
    deploy = parts.gate.handle(deploy.id, event)
    return Message(f"Marked `{deploy.id}` as a hotfix: it passes a freeze once enough approve it.", ())


def withdraw(parts: Parts, asked: Asked) -> Message:
    deploy = deploy_of(parts, only(asked.rest))
    event = ApprovalWithdrawn(datetime.now(UTC), who(parts, deploy, asked.user))
    deploy = parts.gate.handle(deploy.id, event)
    count = quorum(deploy, deploy.approvals)
    left = f"it has {count.have} of {count.need} now"
    return Message(f"Your approval of `{deploy.id}` is withdrawn; {left}.", ())


def _queued(parts: Parts, request: Request) -> tuple[Deploy, bool]:
    """Queue; what was turned down, failed or called off before is attempted anew, as another deploy."""
    deploy, is_new = parts.gate.queue(request, datetime.now(UTC))
    while not is_new and is_over(deploy) and not is_approved(deploy):
        key = replace(deploy.key, run_attempt=deploy.key.run_attempt + 1)
        deploy, is_new = parts.gate.queue(replace(request, key=key), datetime.now(UTC))
    return deploy, is_new


def _wanted(words: Sequence[str]) -> tuple[tuple[str, str, str], str | None]:
    """Return repository, revision and environment, and why it is a hotfix. Raises Miswritten."""
    named, reason = list(words), None
    marks = [place for place, word in enumerate(words) if word.lower() == HOTFIX and place > 1]
    if marks:
        named, reason = list(words[: marks[0]]), reason_of(words[marks[0] + 1 :])
    match [name_of(word) for word in named]:
        case [repository, revision]:
            return (repository, revision, PRODUCTION), reason
        case [repository, revision, environment]:
            return (repository, revision, environment), reason
        case [] | [_]:
            raise Miswritten("This needs a repository and a commit.")
        case _:
            raise Miswritten("That is more than a repository, a commit and an environment.")
