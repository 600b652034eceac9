"""All that Actions remembers, by id; what is stored is a value, and a change stores another."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.github.actions.artifact import Artifact
from sandbox.github.actions.deployment import Deployment
from sandbox.github.actions.environment import Environment
from sandbox.github.actions.run import Job, Run


@dataclass(frozen=True)
class Workflow:
    id: int
    repository: int  # id
    file: str  # deploy.yml
    created_at: datetime
    inputs: frozenset[str] | None = None  # that a dispatch may give; None: any

    @property
    def path(self) -> str:
        return f".github/workflows/{self.file}"

    @property
    def name(self) -> str:
        return self.file.rpartition(".")[0].replace("-", " ").capitalize()


@dataclass
class Ledger:
    runs: dict[int, Run] = field(default_factory=dict)
    deployments: dict[int, Deployment] = field(default_factory=dict)
    environments: dict[tuple[int, str], Environment] = field(default_factory=dict)  # see `environment`
    workflows: dict[tuple[int, str], Workflow] = field(default_factory=dict)  # by repository and file
    artifacts: dict[int, Artifact] = field(default_factory=dict)

    def runs_of(self, repository: int) -> list[Run]:
        """Return a repository's runs, newest first."""
        return [run for run in reversed(self.runs.values()) if run.repository == repository]

    def deployments_of(self, repository: int, environment: str | None = None) -> list[Deployment]:
        """Return a repository's deployments, newest first."""
        return [
            one
            for one in reversed(self.deployments.values())
            if one.repository == repository and environment in {None, one.environment}
        ]

    def environment(self, repository: int, name: str) -> Environment | None:
        """Return an environment; GitHub heeds no case in its name."""
        return self.environments.get((repository, name.lower()))

    def put_environment(self, repository: int, environment: Environment) -> None:
        self.environments[repository, environment.name.lower()] = environment

    def environments_of(self, repository: int) -> list[Environment]:
        return [one for (owner, _), one in self.environments.items() if owner == repository]

    def jobs(self) -> Iterator[tuple[Run, Job]]:
        for run in self.runs.values():
            for job in run.all_jobs:
                yield run, job

    def artifacts_of(self, run: int) -> list[Artifact]:
        return [one for one in self.artifacts.values() if one.run == run]


ARTIFACTS_LAST = timedelta(days=90)  # docs.github.com/en/actions: the default retention
