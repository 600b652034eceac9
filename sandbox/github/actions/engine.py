"""What makes runs go: they start, wait for their rules, go on, and end."""

from collections import deque
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox.github.actions import announce, checking, deploying
from sandbox.github.actions.environment import Environment
from sandbox.github.actions.later import Later
from sandbox.github.actions.ledger import Ledger, Workflow
from sandbox.github.actions.plan import Fate, Plan, Reaction
from sandbox.github.actions.run import Conclusion, Job, Run, Status
from sandbox.github.actions.storage import Storage
from sandbox.github.repository import Repository

if TYPE_CHECKING:
    from sandbox.github.hub import Hub

TAKES = timedelta(milliseconds=200)
BOTS = ("github-actions[bot]",)


class Actions:
    """Touched only by whoever holds the hub's lock."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.ledger = Ledger()
        self.later = Later(hub.lock)
        self.storage = Storage(hub)
        self.takes: timedelta | None = TAKES  # how long a job runs; None: until `finish`
        self.fates: deque[Fate] = deque()  # of the next runs that start a job
        self.reactions: dict[tuple[int, str], Reaction] = {}  # by repository and event
        self._fate: dict[tuple[int, int], Fate] = {}  # by run and attempt
        for bot in BOTS:
            hub.add_person(bot, kind="Bot")

    def repository(self, run: Run) -> Repository:
        return self.hub.repositories[run.repository]

    def put(self, run: Run) -> Run:
        """Store the run as it is now."""
        stored = replace(run, updated_at=self.hub.now())
        self.ledger.runs[run.id] = stored
        self.hub.changed()
        return stored

    def put_job(self, run: int, job: Job) -> Job:
        """Store the job as it is now, and everything that shows it."""
        held = self.ledger.runs[run]
        others = tuple(job if one.id == job.id else one for one in held.all_jobs)
        self.put(replace(held, all_jobs=others if job in others else (*others, job)))
        return job

    def workflow(self, repository: int, file: str) -> Workflow:
        """Return a workflow by its file; one that was never named before is made."""
        file = file.rpartition("/")[2]
        held = self.ledger.workflows.get((repository, file))
        if held is None:
            held = Workflow(self.hub.new_id(), repository, file, self.hub.now())
            self.ledger.workflows[repository, file] = held
        return held

    def environment(self, repository: int, name: str) -> Environment:
        """Return an environment; one that a workflow names and nobody made is made, without rules."""
        held = self.ledger.environment(repository, name)
        if held is None:
            held = Environment(self.hub.new_id(), name, self.hub.now())
            self.ledger.put_environment(repository, held)
        return held

    def start(self, repository: Repository, plan: Plan) -> Run:
        """Begin a run; jobs whose environment nobody guards go on at once."""
        now = self.hub.now()
        workflow = self.workflow(repository.id, plan.workflow)
        run = Run(
            id=self.hub.new_id(),
            number=1 + sum(one.workflow_id == workflow.id for one in self.ledger.runs_of(repository.id)),
            repository=repository.id,
            workflow=workflow.path,
            workflow_id=workflow.id,
            head_sha=plan.sha,
            head_branch=plan.head_branch,
            event=plan.event,
            title=plan.title,
            actor=plan.actor,
            triggering_actor=plan.triggering_actor or plan.actor,
            check_suite=self.hub.new_id(),
            created_at=now,
            started_at=now,
            updated_at=now,
            inputs=tuple(plan.inputs.items()),
            for_deployment=plan.for_deployment,
        )
        self.put(run)
        return self._begin(run, [(name, plan.environment) for name in plan.jobs])

    def rerun(self, run: Run, actor: str) -> Run:
        """Begin the run's next attempt: the same id, the same jobs, waiting again."""
        wanted = [(job.name, job.environment) for job in run.jobs]
        again = replace(
            run,
            attempt=run.attempt + 1,
            triggering_actor=actor,
            is_cancelled=False,
            started_at=self.hub.now(),
        )
        return self._begin(self.put(again), wanted)

    def _begin(self, run: Run, wanted: list[tuple[str, str | None]]) -> Run:
        jobs = [self._queued(run, name, environment) for name, environment in wanted]
        announce.run(self, "requested", run.id)
        return self._let_go(run, jobs)

    def add(self, run: Run, wanted: list[tuple[str, str | None]]) -> Run:
        """Begin more jobs of the run's attempt."""
        return self._let_go(run, [self._queued(run, name, environment) for name, environment in wanted])

    def _let_go(self, run: Run, jobs: list[Job]) -> Run:
        for job in jobs:
            if job.held_by:
                announce.waiting(self, run.id, job)
            else:
                self.start_job(run.id, job)
        return self.ledger.runs[run.id]

    def _queued(self, run: Run, name: str, environment: str | None) -> Job:
        named = self.environment(run.repository, environment) if environment else None
        held_by = named.holds(self.hub.app_id) if named else frozenset()
        job = Job(
            id=self.hub.new_id(),
            name=name,
            attempt=run.attempt,
            environment=named.name if named else None,
            created_at=self.hub.now(),
            status=Status.WAITING if held_by else Status.QUEUED,
            held_by=held_by,
        )
        checking.opened(self, run, job)
        job = deploying.opened(self, run, job)
        return self.put_job(run.id, job)

    def release(self, run: int, job: Job, rule: str) -> None:
        """Take one rule's hold off a waiting job; it starts when none is left."""
        job = self.put_job(run, replace(job, held_by=job.held_by - {rule}))
        if not job.held_by:
            self.start_job(run, job)

    def start_job(self, run: int, job: Job) -> None:
        job = replace(job, status=Status.IN_PROGRESS, started_at=self.hub.now(), held_by=frozenset())
        is_first = not any(one.started_at for one in self.ledger.runs[run].jobs)
        self.put_job(run, job)
        checking.moved(self, run, job)
        announce.job(self, "in_progress", run, job)
        if is_first:
            announce.run(self, "in_progress", run)
        deploying.moved(self, run, job)
        self._await_end(run, job)

    def _await_end(self, run: int, job: Job) -> None:
        fate = self._fate_of(run, job.attempt)
        if self.takes is None or fate.hangs:
            return
        end = Conclusion.FAILURE if fate.fails else Conclusion.SUCCESS
        self.later.after(self.takes, lambda: self.end_job(run, job.id, end, fate.fails))

    def _fate_of(self, run: int, attempt: int) -> Fate:
        if (run, attempt) not in self._fate:
            self._fate[run, attempt] = self.fates.popleft() if self.fates else Fate()
        return self._fate[run, attempt]

    def end_job(self, run: int, job_id: int, end: Conclusion, detail: str | None = None) -> None:
        """Close a job; nothing to do when it is closed."""
        job = next(one for one in self.ledger.runs[run].all_jobs if one.id == job_id)
        if job.status == Status.COMPLETED:
            return
        now = self.hub.now()
        job = replace(
            job, status=Status.COMPLETED, conclusion=end, completed_at=now, detail=detail, held_by=frozenset()
        )
        self.put_job(run, job)
        checking.moved(self, run, job)
        deploying.moved(self, run, job)
        announce.job(self, "completed", run, job)
        if self.ledger.runs[run].status == Status.COMPLETED:
            announce.run(self, "completed", run)

    def end(self, run: Run, end: Conclusion, detail: str | None = None) -> None:
        """Close every job that is still open."""
        for job in run.jobs:
            self.end_job(run.id, job.id, end, detail)

    def cancel(self, run: Run) -> None:
        """End what is open as cancelled."""
        self.put(replace(run, is_cancelled=True))
        self.end(run, Conclusion.CANCELLED)
