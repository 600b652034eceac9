"""Environments: who guards them, what is live in them, and what was before."""

import re
from typing import TYPE_CHECKING

from sandbox.github.actions.deployment import Deployment
from sandbox.github.actions.environment import Environment
from sandbox.github.pages.frame import crumbs, whole
from sandbox.github.pages.home import commit_link, subject
from sandbox.github.pages.html import Html, Part, link, many, quiet, table, tag
from sandbox.github.pages.markdown import inline
from sandbox.github.pages.state import at, state
from sandbox.github.repository import Repository

if TYPE_CHECKING:
    from sandbox.github.hub import Hub

MOST = 50  # deployments shown of an environment
HEADS = ("State", "Commit", "By", "Run", "Created", "Statuses")
CUT_LINK = re.compile(r"\[[^\]]*(?:\]\([^)]*)?$")  # where a description was too long


def deployments(hub: "Hub", repository: Repository) -> str:
    """Return the page of a repository's deployments."""
    held = hub.actions.ledger.environments_of(repository.id)
    shown = [_environment(hub, repository, one) for one in held] or [quiet("No environment yet.")]
    return whole(
        f"Deployments · {repository.full_name}",
        crumbs(repository, "Deployments"),
        tag("h1", "Deployments"),
        *shown,
    )


def _environment(hub: "Hub", repository: Repository, one: Environment) -> Html:
    held = hub.actions.ledger.deployments_of(repository.id, one.name)
    live = next((made for made in held if made.state == "success"), None)
    rows = [_row(hub, repository, made, is_live=made is live) for made in held[:MOST]]
    return tag(
        "section",
        tag("h2", one.name),
        tag("p", _guard(one), class_="quiet"),
        table(HEADS, rows) if rows else quiet("Nothing was deployed here."),
    )


def _guard(one: Environment) -> str:
    rules = [f"guarded by {rule.slug}" for rule in one.custom_rules if rule.enabled]
    rules += [f"{rule.slug} is not enabled" for rule in one.custom_rules if not rule.enabled]
    rules += [f"reviewed by {', '.join(one.reviewers)}"] if one.reviewers else []
    bypass = "administrators may bypass" if one.can_admins_bypass else "nobody may bypass"
    return "; ".join([*rules, bypass]) if rules else "no protection rules"


def _row(hub: "Hub", repository: Repository, made: Deployment, *, is_live: bool) -> tuple[Part, ...]:
    commit = many(commit_link(repository, made.sha), tag("small", subject(repository, made.sha)))
    history = many(*(many(state(said.state), " ") for said in made.statuses))
    return (
        state("active" if is_live else made.state or "pending"),
        commit,
        made.creator,
        _run(hub, repository, made),
        at(made.created_at),
        many(tag("span", history, class_="history"), _description(made)),
    )


def _run(hub: "Hub", repository: Repository, made: Deployment) -> Html:
    started = (run for run in hub.actions.ledger.runs.values() if run.for_deployment == made.id)
    held = hub.actions.ledger.runs[made.run] if made.run else next(started, None)
    if held is None:
        return Html("")
    return link(f"#{held.number}", f"/{repository.full_name}/actions/runs/{held.id}")


def _description(made: Deployment) -> Html | None:
    words = made.statuses[-1].description if made.statuses else made.description
    return tag("small", inline(CUT_LINK.sub("…", words))) if words else None
