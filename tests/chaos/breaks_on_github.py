"""What GitHub tells of a run, broken by hand: each by the promise that the judge has to find broken."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.domain.deploy import State
from sandbox.github import CheckRun
from sandbox.github.actions.run import Conclusion, Job, Status
from tests.chaos.evidence import Evidence

Break = Callable[[Evidence], Evidence]


def _let_go(seen: Evidence) -> str:
    """Return a deploy whose run on GitHub went ahead on our word."""
    return next(one for one, run in seen.runs.items() if run.verdict == "approved")


def _run(seen: Evidence, deploy_id: str, **changes: Any) -> Evidence:
    """Have GitHub tell otherwise of a run."""
    return replace(seen, runs={**seen.runs, deploy_id: replace(seen.runs[deploy_id], **changes)})


def _answered_again(seen: Evidence) -> Evidence:
    said = seen.runs[_let_go(seen)].reviews
    return _run(seen, _let_go(seen), reviews=(*said, replace(said[-1], state="rejected")))


def _let_go_undecided(seen: Evidence) -> Evidence:
    kept = tuple(one for one in seen.entries if one.get("deploy") != _let_go(seen))
    return replace(seen, entries=kept)


def _let_go_on_another_report(seen: Evidence) -> Evidence:
    said = seen.runs[_let_go(seen)].reviews[-1]
    return _run(seen, _let_go(seen), reviews=(replace(said, comment="On report `sha256:0`."),))


def _another_run(seen: Evidence) -> Evidence:
    return _run(seen, _let_go(seen), head_sha="f" * 40)


def _let_past(seen: Evidence) -> Evidence:
    return _run(seen, _let_go(seen), reviews=())


def _let_past_before(seen: Evidence) -> Evidence:
    """Let the job have begun before our yes."""
    said = seen.runs[_let_go(seen)].reviews[-1]
    return _run(seen, _let_go(seen), reviews=(replace(said, at=said.at + timedelta(hours=1)),))


def _cancelled_unheard(seen: Evidence) -> Evidence:
    """Let somebody have cancelled a run, and the record say that it is live."""
    jobs = [_cancelled(job) for job in seen.runs[_let_go(seen)].jobs]
    return _recorded(_run(seen, _let_go(seen), all_jobs=tuple(jobs)), State.LIVE)


def _cancelled(job: Job) -> Job:
    return replace(job, status=Status.COMPLETED, conclusion=Conclusion.CANCELLED)


def _forgotten(seen: Evidence) -> Evidence:
    """Let the record say no, and the run wait for ever."""
    jobs = [replace(job, status=Status.WAITING, started_at=None) for job in seen.runs[_let_go(seen)].jobs]
    return _recorded(_run(seen, _let_go(seen), all_jobs=tuple(jobs)), State.REJECTED)


def _recorded(seen: Evidence, state: State) -> Evidence:
    deploy = replace(seen.deploys[_let_go(seen)], state=state)
    return replace(seen, deploys={**seen.deploys, deploy.id: deploy})


def _checks(seen: Evidence, change: Callable[[CheckRun], tuple[CheckRun, ...]]) -> Evidence:
    (check,) = seen.checks[_let_go(seen)]
    return replace(seen, checks={**seen.checks, _let_go(seen): change(check)})


BREAKS: dict[str, list[Break]] = {
    "nothing is promoted without a valid decision": [
        _let_go_undecided,
        _let_go_on_another_report,
        _another_run,
    ],
    "nothing is queued that nobody asked for": [lambda seen: replace(seen, strays=frozenset({"another"}))],
    "one answer to each run on GitHub": [_answered_again],
    "nothing goes ahead on GitHub without a yes": [_let_past, _let_past_before],
    "the record ends as GitHub does": [_cancelled_unheard, _forgotten],
    "one check run each, showing the truth": [
        lambda seen: _checks(seen, lambda _: ()),
        lambda seen: _checks(seen, lambda one: (one, one)),
        lambda seen: _checks(seen, lambda one: (replace(one, conclusion="neutral"),)),
    ],
    "GitHub is asked in its own form": [lambda seen: replace(seen, out_of_form=("it takes no such thing",))],
}
