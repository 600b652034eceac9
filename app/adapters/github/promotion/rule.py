"""The custom deployment protection rule: GitHub asks, and a yes or a no goes back through its callback.

docs.github.com/en/rest/actions/workflow-runs: review custom deployment protection rules for a workflow run.
"""

import hashlib
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from app.adapters.github.promotion import comment
from app.adapters.github.promotion.attempt import Attempt, Job, Run, has_tried
from app.adapters.github.refusal import GitHubRefusal, NotFound
from app.domain.answer import FAILED, LIVE, STARTED, Answer
from app.domain.deploy import Deploy
from app.domain.effect import Effect, Receipt
from app.domain.errors import BadInput
from app.domain.report import Report

if TYPE_CHECKING:
    from app.adapters.github.access import GitHub

log = logging.getLogger(__name__)

EXPLAINED_MAX = 9  # of the ten that GitHub takes; one is kept for an answer that was lost
OTHERS = "Approved by Airlock; the job still waits for another rule or reviewer on GitHub."


class ProtectionRule:
    """Implements `ports.Promoter`, and the half of `ports.Platform` that is about waiting jobs."""

    def __init__(self, github: "GitHub") -> None:
        self._github = github

    def start(self, deploy: Deploy) -> Answer:
        """Let every waiting job of the environment go on, if the run still is what was reviewed.

        Safe to call twice: what waits no more is left alone, and a second yes changes nothing.
        """
        attempt = self._attempt(deploy)
        run = attempt.reviewed_run()
        if run.is_completed:
            return self._judged(attempt, run)
        if attempt.is_pending():
            refused = _say_yes(attempt, deploy)
            if refused and not has_tried(deploy):  # then another yes is none any more
                raise refused
        return Answer(STARTED, url=run.html_url)

    def ask(self, deploy: Deploy) -> Answer | None:
        """Look how the jobs go; give the same yes to those that began to wait since."""
        attempt = self._attempt(deploy)
        run = attempt.run()
        answer = self._judged(attempt, run)
        if answer.state != STARTED or run.run_attempt != deploy.key.run_attempt:
            return answer
        if run.head_sha == deploy.key.sha and attempt.is_pending() and _say_yes(attempt, deploy):
            return Answer(STARTED, url=run.html_url, detail=OTHERS)
        return answer

    def decline(self, deploy: Deploy) -> None:
        """Say no with the reason, and end the run. Safe to call twice: a run that is over is left alone."""
        attempt = self._attempt(deploy)
        try:
            run = attempt.run()
        except NotFound:
            log.info("nothing to decline", extra={"deploy": deploy.id})
            return
        if not _is_open(run, deploy):
            return
        if attempt.is_pending():
            _unless_answered(attempt, comment.refusal(deploy), "rejected")
        elif deploy.promotion is not None or deploy.rules is None:
            return  # our yes may have taken effect; or it is a run of another kind, that waits for nobody
        elif any(job.has_run for job in attempt.of_environment(attempt.jobs())):
            raise BadInput(
                "Somebody let the jobs go on at GitHub although Airlock said no; end the run there."
            )
        if deploy.promotion is None and not attempt.run().is_completed:
            _cancel(attempt)

    def explain(self, deploy: Deploy, report: Report) -> Receipt | None:
        """Tell the waiting jobs why they wait; the same words once, and few enough for GitHub's limit."""
        said = [receipt.ts for receipt in deploy.receipts if receipt.effect is Effect.EXPLAIN]
        words = comment.waiting(deploy, report, is_last=len(said) == EXPLAINED_MAX - 1)
        digest = hashlib.sha256(words.encode()).hexdigest()[:16]
        if len(said) >= EXPLAINED_MAX or digest in said:
            return None
        attempt = self._attempt(deploy)
        if not _is_open(attempt.run(), deploy) or not attempt.is_pending():
            return None
        if _unless_answered(attempt, words):
            return None
        return Receipt(Effect.EXPLAIN, since=0, channel="github", ts=digest)

    def _attempt(self, deploy: Deploy) -> Attempt:
        return Attempt(self._github.of(deploy.key.repository), deploy.key)

    def _judged(self, attempt: Attempt, run: Run) -> Answer:
        """Say how the attempt went, or that it still goes.

        It is live only once the run is over: a job that needs another may yet come to the same environment.
        """
        jobs = attempt.jobs()
        is_over = run.is_completed or run.run_attempt != attempt.key.run_attempt
        if not is_over and not any(job.is_bad for job in jobs):
            return Answer(STARTED, url=run.html_url)
        ours = attempt.of_environment(jobs) or (jobs if is_over else [])
        if bad := [job for job in ours if job.is_bad]:
            return _failure(bad, run)
        if is_over and not any(job.has_run for job in ours):
            return Answer(FAILED, url=run.html_url, detail="The run is over, and no job of it has deployed.")
        return Answer(LIVE if is_over else STARTED, url=run.html_url)


def _is_open(run: Run, deploy: Deploy) -> bool:
    """Whether it still is the attempt that the deploy is about, and not over."""
    same = (run.head_sha, run.run_attempt) == (deploy.key.sha, deploy.key.run_attempt)
    return same and not run.is_completed


def _say_yes(attempt: Attempt, deploy: Deploy) -> GitHubRefusal | None:
    return _unless_answered(attempt, comment.approval(deploy), "approved")


def _unless_answered(attempt: Attempt, words: str, state: str | None = None) -> GitHubRefusal | None:
    """Say it; return why not when no job waits for our word: it was given, and another's is missing."""
    try:
        _review(attempt, words, state)
    except GitHubRefusal as refusal:
        if refusal.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            raise
        log.info("GitHub takes no answer", extra={"run": attempt.path, "why": str(refusal)})
        return refusal
    return None


def _review(attempt: Attempt, words: str, state: str | None = None) -> None:
    """Answer for the environment's jobs, or without a state merely say something."""
    said = {"environment_name": attempt.key.environment, "comment": words}
    attempt.api.post(f"{attempt.path}/deployment_protection_rule", said | ({"state": state} if state else {}))


def _cancel(attempt: Attempt) -> None:
    try:
        attempt.api.post(f"{attempt.path}/cancel")
    except GitHubRefusal as refusal:
        if refusal.status != HTTPStatus.CONFLICT:  # over already
            raise


def _failure(bad: list[Job], run: Run) -> Answer:
    first = bad[0]
    more = f", and {len(bad) - 1} more" if len(bad) > 1 else ""
    words = f"The job {first.name[:200]} ended with {first.conclusion}{more}."
    return Answer(FAILED, url=first.html_url or run.html_url, detail=words)
