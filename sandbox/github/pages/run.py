"""One run: how it stands, what it waits for, what our App said, its jobs and the commit's checks."""

from typing import TYPE_CHECKING

from sandbox.github.actions.environment import Environment
from sandbox.github.actions.run import OURS, Job, Run
from sandbox.github.pages.checks import checks
from sandbox.github.pages.frame import crumbs, switch, whole
from sandbox.github.pages.home import commit_link, environments, subject
from sandbox.github.pages.html import Html, Part, many, quiet, section, table, tag
from sandbox.github.pages.markdown import markdown
from sandbox.github.pages.state import at, state
from sandbox.github.repository import Repository

if TYPE_CHECKING:
    from sandbox.github.hub import Hub


def run(hub: "Hub", repository: Repository, one: Run) -> str:
    """Return the page of one run."""
    name = hub.actions.workflow(repository.id, one.workflow).name
    heading = tag(
        "h1", state(one.conclusion or one.status), " ", subject(repository, one.head_sha) or one.title
    )
    return whole(
        f"{name} #{one.number} · {repository.full_name}",
        crumbs(repository, "Actions"),
        heading,
        tag("section", _facts(repository, one, f"{name} #{one.number}")),
        *_waiting(hub, one),
        section("Deployment protection rules", _rules(one)),
        section("Jobs", *(_jobs(one, number) for number in range(one.attempt, 0, -1))),
        section("Checks on this commit", checks(hub, repository, one.head_sha)),
        *_artifacts(hub, one),
        switch(hub),
    )


def _facts(repository: Repository, one: Run, name: str) -> Html:
    facts: dict[str, Part] = {
        "Workflow": name,
        "Commit": commit_link(repository, one.head_sha),
        "Branch": one.head_branch or "none",
        "Triggered": many(f"by {one.triggering_actor}, {one.event}, ", at(one.started_at)),
        "First started by": one.actor if one.attempt > 1 else None,
        "Attempt": one.attempt,
        "Environment": ", ".join(environments(one)) or "none",
        "Inputs": ", ".join(f"{key}={value}" for key, value in one.inputs) or None,
    }
    shown = [(key, value) for key, value in facts.items() if value is not None]
    return tag("dl", *(many(tag("dt", key), tag("dd", value)) for key, value in shown))


def _waiting(hub: "Hub", one: Run) -> list[Html]:
    """Return who is still to agree, for each environment that jobs wait for."""
    names = list(dict.fromkeys(job.environment for job in one.waiting if job.environment))
    return [_banner(hub.actions.environment(one.repository, name), one, hub.app_slug) for name in names]


def _banner(environment: Environment, one: Run, app: str) -> Html:
    rules = {rule for job in one.waiting if job.environment == environment.name for rule in job.held_by}
    who = [app if rule == OURS else ", ".join(environment.reviewers) for rule in sorted(rules)]
    bypass = "Administrators may bypass it." if environment.can_admins_bypass else "Nobody may bypass it."
    words = many(tag("b", environment.name), f" waits for {' and '.join(who)}. {bypass}")
    return tag("p", words, class_="banner", role="status")


def _rules(one: Run) -> Html:
    """Return all status reports and decisions, in the order in which they came."""
    said = [(comment.at, _comment(one, comment.text, comment.attempt)) for comment in one.all_comments]
    for review in one.reviews:
        how = "bypassed the rules" if review.is_bypass else review.environment
        head = many(state(review.state), " by ", tag("b", review.by), f" · {how}")
        said.append((review.at, many(head, _attempt(one, review.attempt), markdown(review.comment))))
    if not said:
        return quiet("Nothing was said.")
    ordered = sorted(said, key=lambda entry: entry[0])
    return tag(
        "ol", *(tag("li", at(moment), tag("div", words)) for moment, words in ordered), class_="timeline"
    )


def _comment(one: Run, text: str, attempt: int) -> Html:
    return many(tag("b", "Status report"), _attempt(one, attempt), markdown(text))


def _attempt(one: Run, attempt: int) -> str:
    return f" · attempt {attempt}" if one.attempt > 1 else ""


def _jobs(one: Run, attempt: int) -> Html:
    title = tag("h3", f"Attempt {attempt}") if one.attempt > 1 else None
    heads = ("State", "Job", "Environment", "Started", "Ended", "")
    return many(title, table(heads, [_job(job) for job in one.jobs_of(attempt)]))


def _job(job: Job) -> tuple[Part, ...]:
    return (
        state(job.conclusion or job.status),
        tag("span", job.name, id=f"job-{job.id}"),
        job.environment or "",
        at(job.started_at),
        at(job.completed_at),
        job.detail or "",
    )


def _artifacts(hub: "Hub", one: Run) -> list[Html]:
    held = hub.actions.ledger.artifacts_of(one.id)
    if not held:
        return []
    rows: list[tuple[Part, ...]] = [
        (artifact.name, f"{len(artifact.content):,} bytes", "Expired" if artifact.expired else "")
        for artifact in held
    ]
    return [section("Artifacts", table(("Name", "Size", ""), rows))]
