"""GitHub: who Airlock is there, what it may do, and whether the gate is shut."""

import os
import shutil
import subprocess
from collections.abc import Iterator

from pydantic import BaseModel

from app import wiring
from app.adapters.github.access import GitHub
from app.adapters.github.answers import read
from app.adapters.github.app import our_app
from app.commands.doctor.alarms import named, told
from app.commands.doctor.line import Check, Line, Mark, checked, reached
from app.domain.alarm import Look
from app.domain.duration import format_duration
from app.domain.errors import BadInput

MOST_UNRULED = 5  # repositories without a policy, by name
NO_APP = (
    "stands for a person or a repository: it cannot be a protection rule nor make check runs, which "
    "GitHub allows to Apps only; evidence, github-deployment and github-workflow work"
)


class _Limit(BaseModel):
    limit: int


class _Resources(BaseModel):
    core: _Limit


class _RateLimit(BaseModel):
    """docs.github.com/en/rest/rate-limit."""

    resources: _Resources


def lines(parts: wiring.Parts, *, has_redis: bool = True) -> Iterator[Line]:
    """Yield what can be said of GitHub; whether the gate is shut there only by the policies in Redis."""
    github = parts.github.door if parts.github else None
    if github is None:
        return
    there = github.credentials.api_url
    answer = checked(Check.GITHUB, lambda: reached(lambda: _answers(github), there, "githubstatus.com"))
    yield answer
    yield checked(Check.GIT, _git)
    yield checked(Check.MIRRORS, lambda: _mirrors(parts))
    yield _webhooks(parts)
    if not github.credentials.is_app:
        yield Line(Mark.NOTE, Check.TOKEN, NO_APP)
    if answer.mark is Mark.OK and has_redis and parts.audit is not None:
        look = parts.audit.look(wiring.now(), parts.leads.repositories(), parts.alarms.cursors())
        yield from seen(look)


def _answers(github: GitHub) -> str:
    where = github.credentials.api_url
    if github.credentials.is_app:
        app = our_app(github)
        return f"answers at {where}; Airlock is the App {app.name} ({app.id})"
    told = read(_RateLimit, github.account().get("/rate_limit"), "GET /rate_limit")
    return f"answers at {where}; the token may ask {told.resources.core.limit} times an hour"


def _git() -> str:
    program = shutil.which("git")
    if program is None:
        raise BadInput("git is not on PATH: install it, or large changes cannot be read whole.")
    said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=False)
    return said.stdout.strip() or "answers"


def _mirrors(parts: wiring.Parts) -> str:
    """Check where clones are kept; it is made when it is first needed."""
    place = parts.settings.airlock_data_dir.absolute() / "mirrors"
    there = next(path for path in (place, *place.parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise BadInput(
            f"{there} cannot be written to: give Airlock's user that right, or set AIRLOCK_DATA_DIR."
        )
    return f"are kept in {place}"


def _webhooks(parts: wiring.Parts) -> Line:
    """Say how Airlock comes to know of a run that waits."""
    name, settings = Check.WEBHOOKS, parts.settings
    is_app = parts.github is not None and parts.github.is_app
    every = settings.airlock_github_poll
    if settings.github_webhook_secret is not None and is_app:
        more = f", and Airlock looks every {format_duration(every)}" if every else ""
        return Line(Mark.OK, name, f"by webhooks{more}")
    if every and is_app:
        return Line(Mark.OK, name, f"nothing; Airlock looks for waiting runs every {format_duration(every)}")
    if is_app:
        words = "nothing, and AIRLOCK_GITHUB_POLL is 0: set GITHUB_WEBHOOK_SECRET, or let Airlock look."
        return Line(Mark.MEND, name, words)
    return Line(Mark.NOTE, name, "nothing to a token: CI queues deploys with `airlock queue`")


def seen(look: Look) -> Iterator[Line]:
    """Yield a line for every place that was looked at, and one for what nobody has to look at."""
    for place, alarms in look.seen.items():
        if not alarms:
            yield Line(Mark.OK, Check.GATE, "is in order", named(place))
        yield from (told(alarm, Check.GATE) for alarm in alarms)
    if look.unruled:
        some = ", ".join(look.unruled[:MOST_UNRULED])
        more = f" and {len(look.unruled) - MOST_UNRULED} more" if len(look.unruled) > MOST_UNRULED else ""
        yield Line(Mark.NOTE, Check.UNGUARDED, f"{some}{more}: Airlock guards nothing there")
