"""What a run is asked to be, before it has an id."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sandbox.github.actions.deployment import Deployment

WORKFLOW = "deploy.yml"


@dataclass(frozen=True)
class Plan:
    sha: str
    actor: str  # login
    environment: str | None = "production"
    jobs: tuple[str, ...] = ("deploy",)  # names; several of one environment are a matrix
    triggering_actor: str | None = None  # None: the actor
    event: str = "push"
    workflow: str = WORKFLOW
    head_branch: str | None = "main"
    inputs: Mapping[str, str] = field(default_factory=dict)
    for_deployment: int | None = None
    run_name: str | None = None  # the workflow's; inputs stand in braces

    @property
    def title(self) -> str:
        if self.run_name is not None:
            return self.run_name.format_map(self.inputs)
        name = self.workflow.removesuffix(".yml").removesuffix(".yaml")
        return f"{name.capitalize()} {self.sha[:7]}"


@dataclass(frozen=True)
class Fate:
    """How the jobs of one attempt end by themselves."""

    fails: str | None = None  # why; None: they succeed
    hangs: bool = False


@dataclass(frozen=True)
class Reaction:
    """What a repository's workflows do when a deployment was created or a dispatch came."""

    workflow: str = WORKFLOW
    jobs: tuple[str, ...] = ("deploy",)
    environment: str | None = None  # of the jobs of a workflow_dispatch
    run_name: str | None = None
    check: Callable[[Deployment], str | None] | None = None  # why a deployment is refused; None: it is not
