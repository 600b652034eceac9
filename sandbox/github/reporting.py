"""What CI and repository owners do on GitHub, from a test or the demo: checks, statuses, rules."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sandbox.github import check_events
from sandbox.github.branches import Protection, Required, Ruleset
from sandbox.github.checks import COMPLETED, CheckRun, Output
from sandbox.github.integrations import ACTIONS
from sandbox.github.running import Running
from sandbox.github.statuses import Status


class Reporting(Running):
    """Repositories are named owner/name; commits by id, branch or tag."""

    def add_check_run(  # noqa: PLR0913 - as many things as a check run has
        self,
        repo: str,
        sha: str,
        name: str,
        conclusion: str | None = "success",
        *,
        app: str = ACTIONS,
        status: str = COMPLETED,
        started_at: datetime | None = None,
        completed_at: datetime | None = None,
        output: Output = Output(),  # noqa: B008 - frozen
        details_url: str | None = None,
        external_id: str = "",
    ) -> int:
        """Report a check run of an App; without a conclusion it is in progress, or what `status` says."""
        with self._held() as hub:
            repository = hub.repository(repo)
            full = hub.sha(repo, sha)
            suite = hub.checks.suite_of(repository.id, full, app)
            is_over = conclusion is not None
            run = CheckRun(
                id=hub.new_id(),
                repository=repository.id,
                name=name,
                head_sha=full,
                app=app,
                suite=suite.id,
                status=status if is_over or status != COMPLETED else "in_progress",
                conclusion=conclusion,
                started_at=started_at or hub.now(),
                completed_at=(completed_at or hub.now()) if is_over else None,
                details_url=details_url,
                external_id=external_id,
                output=output,
            )
            hub.checks.put(run)
            check_events.tell(hub, COMPLETED if is_over else "created", run, hub.owner)
            return run.id

    def check_runs(self, repo: str, sha: str) -> list[CheckRun]:
        """Return all check runs of a commit, newest first."""
        return self._look(lambda hub: hub.checks.of(hub.repository(repo).id, hub.sha(repo, sha)))

    def press(self, check_run: int, identifier: str, by: str) -> None:
        """Click one of a check run's buttons."""
        with self._held() as hub:
            run = hub.checks.runs[check_run]
            if identifier not in {one["identifier"] for one in run.actions}:
                raise LookupError(f"check run {run.name} has no button {identifier}")
            check_events.tell(hub, "requested_action", run, by, identifier)

    def rerequest(self, check_run: int, by: str) -> None:
        """Click "Re-run" at a check run."""
        with self._held() as hub:
            run = hub.checks.runs[check_run]
            check_events.tell(hub, "rerequested", run, by)

    def add_status(  # noqa: PLR0913 - as many things as a status has
        self,
        repo: str,
        sha: str,
        context: str,
        state: str,
        *,
        description: str | None = None,
        creator: str = "ci-bot",
        at: datetime | None = None,
    ) -> None:
        """Report a commit status: error, failure, pending or success."""
        with self._held() as hub:
            full = hub.sha(repo, sha)
            made = Status(
                hub.new_id(),
                hub.repository(repo).id,
                full,
                context,
                state,
                at or hub.now(),
                hub.person(creator).login,
                description,
            )
            hub.statuses.append(made)

    def add_ruleset(
        self,
        repo: str,
        required: Iterable[str | Required],
        *,
        branches: Sequence[str] = (),
        active: bool = True,
    ) -> int:
        """Require status checks on branches (none named: the default one); return the ruleset's id."""
        with self._held() as hub:
            ruleset = Ruleset(hub.new_id(), _required(required), tuple(branches), active)
            hub.repository(repo).rulesets.append(ruleset)
            return ruleset.id

    def protect_branch(
        self,
        repo: str,
        branch: str = "main",
        required: Iterable[str | Required] | None = (),
        *,
        strict: bool = False,
    ) -> None:
        """Protect a branch; `required` None: without required status checks."""
        with self._held() as hub:
            checks = None if required is None else _required(required)
            hub.repository(repo).protections[branch] = Protection(branch, checks, strict)

    def unprotect_branch(self, repo: str, branch: str = "main") -> None:
        with self._held() as hub:
            del hub.repository(repo).protections[branch]

    def set_dependencies(self, repo: str, base: str, head: str, changes: Sequence[Mapping[str, Any]]) -> None:
        """Switch dependency review on, and say what it finds between two commits."""
        with self._held() as hub:
            repository = hub.repository(repo)
            ends = hub.sha(repo, base), hub.sha(repo, head)
            known = repository.dependency_changes or {}
            repository.dependency_changes = known | {ends: [dict(one) for one in changes]}


def _required(given: Iterable[str | Required]) -> tuple[Required, ...]:
    return tuple(Required(one) if isinstance(one, str) else one for one in given)
