"""What a repository's own workflows do: on a deployment, and when they are dispatched."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.github.actions.deploying import Report, report
from sandbox.github.actions.deployment import Deployment
from sandbox.github.actions.plan import Plan, Reaction
from sandbox.github.actions.run import Run
from sandbox.github.repository import Repository

if TYPE_CHECKING:
    from sandbox.github.actions.engine import Actions

DEPLOYMENT, DISPATCH = "deployment", "workflow_dispatch"


def deployment_created(actions: "Actions", made: Deployment) -> None:
    """Start the workflow that is `on: deployment`, if there is one; it may refuse what nobody approved."""
    reaction = actions.reactions.get((made.repository, DEPLOYMENT))
    if reaction is None:
        return
    if reaction.check and (why := reaction.check(made)):
        report(actions, made.id, Report("failure", description=why[:140]))
        return
    is_branch = made.ref != made.sha
    plan = Plan(
        made.sha,
        made.creator,
        environment=None,
        jobs=reaction.jobs,
        event=DEPLOYMENT,
        workflow=reaction.workflow,
        head_branch=made.ref if is_branch else None,
        for_deployment=made.id,
    )
    actions.start(actions.hub.repositories[made.repository], plan)


@dataclass(frozen=True)
class Dispatch:
    file: str  # of the workflow
    ref: str  # branch or tag
    by: str  # login
    inputs: Mapping[str, str]


def dispatched(actions: "Actions", repository: Repository, asked: Dispatch) -> Run:
    """Start a workflow at the head of a branch or tag."""
    known = actions.reactions.get((repository.id, f"{DISPATCH}:{asked.file}"))
    reaction = known or Reaction(asked.file)
    sha = repository.git.sha(asked.ref)
    assert sha is not None
    plan = Plan(
        sha,
        asked.by,
        environment=reaction.environment,
        jobs=reaction.jobs,
        event=DISPATCH,
        workflow=asked.file,
        head_branch=asked.ref,
        inputs=asked.inputs,
        run_name=reaction.run_name,
    )
    return actions.start(repository, plan)
