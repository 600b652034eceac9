"""The facade's part about runs: what developers, administrators and runners do."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from sandbox.github.actions import reacting
from sandbox.github.actions.arranging import Arranging
from sandbox.github.actions.deployment import Deployment
from sandbox.github.actions.gating import bypass, decide, waiting_environments
from sandbox.github.actions.plan import Fate, Plan, Reaction
from sandbox.github.actions.run import REVIEWERS, Conclusion, Review, Run, Status, Verdict
from sandbox.github.hub import Hub


class Acting(Arranging):
    """Repositories are named owner/name, people by login."""

    @property
    def takes(self) -> timedelta | None:
        """How long a started job runs until it ends by itself; None: until `finish`."""
        return self._hub.actions.takes

    @takes.setter
    def takes(self, takes: timedelta | None) -> None:
        with self._held() as hub:
            hub.actions.takes = takes

    def run(  # noqa: PLR0913 - what a run is
        self,
        repo: str,
        sha: str,
        *,
        environment: str | None = "production",
        jobs: Iterable[str] = ("deploy",),
        actor: str = "ana",
        triggering_actor: str | None = None,
        event: str = "push",
        workflow: str = "deploy.yml",
        head_branch: str | None = "main",
    ) -> int:
        """Start a run and return its id; its jobs wait when the environment is guarded, else they run."""
        plan = Plan(
            sha,
            actor,
            environment,
            tuple(jobs),
            triggering_actor=triggering_actor,
            event=event,
            workflow=workflow,
            head_branch=head_branch,
        )
        with self._held() as hub:
            return hub.actions.start(hub.repository(repo), plan).id

    def rerun(self, repo: str, run_id: int, actor: str) -> None:
        """Begin the run's next attempt. Raises ValueError while it is under way."""
        with self._held() as hub:
            run = _run(hub, repo, run_id)
            if run.status != Status.COMPLETED:
                raise ValueError(f"run {run_id} is under way")
            hub.actions.rerun(run, actor)

    def add_jobs(self, repo: str, run_id: int, *names: str, environment: str | None = "production") -> None:
        """Let more jobs of the attempt begin, as those do that needed another or waited for room."""
        with self._held() as hub:
            hub.actions.add(_run(hub, repo, run_id), [(name, environment) for name in names])

    def cancel(self, repo: str, run_id: int) -> None:
        """Cancel as a person does on the run's page."""
        with self._held() as hub:
            hub.actions.cancel(_run(hub, repo, run_id))

    def finish(self, repo: str, run_id: int, conclusion: str = "success", detail: str | None = None) -> None:
        """End the jobs that run, or hang, now."""
        with self._held() as hub:
            for job in _run(hub, repo, run_id).jobs:
                if job.status == Status.IN_PROGRESS:
                    hub.actions.end_job(run_id, job.id, Conclusion(conclusion), detail)

    def run_of(self, repo: str, run_id: int) -> Run:
        """Return the run as it stands."""
        return self._look(lambda hub: _run(hub, repo, run_id))

    def runs(self, repo: str) -> list[Run]:
        """Return a repository's runs, newest first."""
        return self._look(lambda hub: hub.actions.ledger.runs_of(hub.repository(repo).id))

    def deployments(self, repo: str, environment: str | None = None) -> list[Deployment]:
        """Return what was deployed, newest first."""
        return self._look(lambda hub: hub.actions.ledger.deployments_of(hub.repository(repo).id, environment))

    def review_deployment(
        self, repo: str, run_id: int, by: str, state: Verdict = "approved", comment: str = ""
    ) -> None:
        """Let a required reviewer decide on all that waits for one."""
        with self._held() as hub:
            run = _run(hub, repo, run_id)
            for name in waiting_environments(run):
                said = Review(state, comment, hub.now(), name, run.attempt, by)
                decide(hub.actions, hub.actions.ledger.runs[run_id], said, REVIEWERS)

    def bypass(self, repo: str, run_id: int, by: str) -> None:
        """Start all waiting jobs as an administrator. Raises Refusal where the environment forbids it."""
        with self._held() as hub:
            run = _run(hub, repo, run_id)
            for name in waiting_environments(run):
                environment = hub.actions.environment(run.repository, name)
                bypass(hub.actions, hub.actions.ledger.runs[run_id], environment, by)

    def fail_next_run(self, detail: str = "The deployment failed") -> None:
        """Let the jobs of the next run that starts any fail."""
        with self._held() as hub:
            hub.actions.fates.append(Fate(fails=detail))

    def hang_next_run(self) -> None:
        """Let the jobs of the next run that starts any go on for ever."""
        with self._held() as hub:
            hub.actions.fates.append(Fate(hangs=True))

    def on_deployment(
        self,
        repo: str,
        *,
        workflow: str = "deploy.yml",
        jobs: Iterable[str] = ("deploy",),
        check: Callable[[Deployment], str | None] | None = None,
    ) -> None:
        """Give the repository a workflow that runs for each deployment that is created.

        `check` says why it refuses one, or None; it sees the deployment's payload as the workflow would.
        """
        with self._held() as hub:
            repository = hub.repository(repo)
            hub.actions.workflow(repository.id, workflow)
            reaction = Reaction(workflow, tuple(jobs), check=check)
            hub.actions.reactions[repository.id, reacting.DEPLOYMENT] = reaction

    def on_dispatch(  # noqa: PLR0913 - what a workflow is
        self,
        repo: str,
        workflow: str = "deploy.yml",
        *,
        environment: str | None = None,
        jobs: Iterable[str] = ("deploy",),
        inputs: Iterable[str] | None = None,
        run_name: str | None = None,
    ) -> int:
        """Give the repository a workflow that can be dispatched, with these inputs or any; return its id.

        `run_name` is the title of its runs, an input of it in braces: "Deploy {sha}".
        """
        with self._held() as hub:
            repository = hub.repository(repo)
            made = hub.actions.workflow(repository.id, workflow)
            if inputs is not None:
                made = replace(made, inputs=frozenset(inputs))
                hub.actions.ledger.workflows[repository.id, made.file] = made
            reaction = Reaction(workflow, tuple(jobs), environment, run_name=run_name)
            hub.actions.reactions[repository.id, f"{reacting.DISPATCH}:{workflow}"] = reaction
            return made.id


def _run(hub: Hub, repo: str, run_id: int) -> Run:
    run = hub.actions.ledger.runs.get(run_id)
    if run is None or run.repository != hub.repository(repo).id:
        raise LookupError(f"{repo} has no run {run_id}")
    return run
