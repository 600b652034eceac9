"""A commit's check runs and statuses, each with what it reports."""

from typing import TYPE_CHECKING

from sandbox.github.checks import CheckRun, latest
from sandbox.github.pages.frame import crumbs, whole
from sandbox.github.pages.html import Html, many, quiet, section, tag
from sandbox.github.pages.markdown import markdown
from sandbox.github.pages.state import at, state
from sandbox.github.repository import Repository

if TYPE_CHECKING:
    from sandbox.github.hub import Hub


def commit(hub: "Hub", repository: Repository, sha: str, message: str) -> str:
    """Return the page of a commit."""
    return whole(
        f"{message} · {repository.full_name}",
        crumbs(repository),
        tag("h1", message),
        tag("p", tag("code", sha), class_="quiet"),
        section("Checks", checks(hub, repository, sha)),
    )


def check_page(repository: Repository, check: CheckRun) -> str:
    """Return the page of one check run, as its report links to it."""
    return whole(
        f"{check.name} · {repository.full_name}",
        crumbs(repository),
        tag("h1", state(check.conclusion or check.status), " ", check.name),
        tag("section", _told(check)),
    )


def checks(hub: "Hub", repository: Repository, sha: str) -> Html:
    """Return the latest check runs and statuses of a commit."""
    runs = latest(hub.checks.of(repository.id, sha))
    statuses = {one.context: one for one in hub.statuses if (one.repository, one.sha) == (repository.id, sha)}
    shown = [_check(repository, run, is_open=run.app == hub.app_slug) for run in runs]
    shown += [
        tag("li", state(one.state), " ", tag("b", one.context), " ", one.description or "")
        for one in statuses.values()
    ]
    return tag("ul", *shown, class_="checks") if shown else quiet("No checks.")


def _check(repository: Repository, run: CheckRun, *, is_open: bool) -> Html:
    page = f"/{repository.full_name}/runs/{run.id}"
    name = tag("a", run.name, href=page)
    head = many(
        state(run.conclusion or run.status), " ", name, tag("small", f"{run.app} ", at(run.completed_at))
    )
    if not (run.output.title or run.output.summary):
        return tag("li", head)
    more = tag("summary", run.output.title or "Report")
    attributes = {"open": ""} if is_open else {}
    return tag("li", head, tag("details", more, _told(run), data_key=f"check-{run.id}", **attributes))


def _told(run: CheckRun) -> Html:
    output = run.output
    parts = [markdown(text) for text in (output.summary, output.text) if text]
    return many(tag("h3", output.title) if output.title else None, *parts) if parts else quiet("No report.")
