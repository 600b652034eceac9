"""All repositories, and the runs of one."""

from typing import TYPE_CHECKING

from sandbox.github.actions.commit import simple_commit
from sandbox.github.actions.run import Run
from sandbox.github.pages.frame import crumbs, switch, whole
from sandbox.github.pages.html import Html, Part, link, many, quiet, section, table, tag
from sandbox.github.pages.markdown import inline
from sandbox.github.pages.state import at, state
from sandbox.github.repository import Repository

if TYPE_CHECKING:
    from sandbox.github.hub import Hub

FEW, MANY = 10, 100  # runs
HEADS = ("State", "Run", "Commit", "Environment", "Actor", "App", "Started")


def home(hub: "Hub") -> str:
    """Return the page of all repositories, the latest runs of each."""
    held = list(hub.repositories.values())
    shown = [_repository(hub, one) for one in held] or [quiet("No repository yet.")]
    return whole("Repositories", tag("h1", "Repositories"), *shown, switch(hub))


def runs(hub: "Hub", repository: Repository) -> str:
    """Return the page of a repository's runs."""
    title = f"Workflow runs · {repository.full_name}"
    table_ = section("All workflows", runs_table(hub, repository, MANY))
    return whole(title, crumbs(repository, "Actions"), tag("h1", "Actions"), table_, switch(hub))


def _repository(hub: "Hub", repository: Repository) -> Html:
    base = f"/{repository.full_name}"
    ways = many(link("All runs", f"{base}/actions"), " · ", link("Deployments", f"{base}/deployments"))
    return tag(
        "section",
        tag("h2", link(repository.full_name, base)),
        tag("p", ways, class_="quiet"),
        runs_table(hub, repository, FEW),
    )


def runs_table(hub: "Hub", repository: Repository, most: int) -> Html:
    """Return the newest runs of a repository."""
    held = hub.actions.ledger.runs_of(repository.id)[:most]
    if not held:
        return quiet("No workflow has run yet.")
    return table(HEADS, [_row(hub, repository, run) for run in held])


def _row(hub: "Hub", repository: Repository, run: Run) -> tuple[Part, ...]:
    name = hub.actions.workflow(repository.id, run.workflow).name
    words = f"{name} #{run.number}" + (f", attempt {run.attempt}" if run.attempt > 1 else "")
    page = f"/{repository.full_name}/actions/runs/{run.id}"
    return (
        state(run.conclusion or run.status),
        many(link(words, page), tag("small", f"{run.event} on {run.head_branch or run.head_sha[:7]}")),
        many(commit_link(repository, run.head_sha), tag("small", subject(repository, run.head_sha))),
        ", ".join(environments(run)),
        run.triggering_actor,
        _verdict(run),
        at(run.started_at),
    )


def _verdict(run: Run) -> Html:
    if run.verdict:
        return state(run.verdict)
    return tag("small", inline(run.comments[-1].text.splitlines()[0])) if run.comments else Html("")


def environments(run: Run) -> list[str]:
    """Return the environments of the run's jobs, each once."""
    return list(dict.fromkeys(job.environment for job in run.jobs if job.environment))


def commit_link(repository: Repository, sha: str) -> Html:
    return link(tag("code", sha[:7]), f"/{repository.full_name}/commit/{sha}")


def subject(repository: Repository, sha: str) -> str:
    """Return the first line of a commit's message."""
    commit = simple_commit(repository.git, sha)
    return commit["message"].partition("\n")[0] if commit else ""
