"""What waits for a protection rule, and the rule's answers."""

from dataclasses import replace

from sandbox.github.actions import announce, shapes
from sandbox.github.actions.engine import Actions
from sandbox.github.actions.environment import Environment
from sandbox.github.actions.run import OURS, REVIEWERS, Comment, Conclusion, Job, Review, Run
from sandbox.github.actions.runs import RUN, named
from sandbox.github.refusal import Json, Refusal, not_found
from sandbox.github.reply import Reply
from sandbox.github.request import Request
from sandbox.github.route import Table, of_installation, reads

# docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/create-custom-protection-rules
MOST_COMMENTS = 10  # on a deployment
LONGEST_COMMENT = 1024  # characters


def pending(request: Request) -> Reply:
    """Return each environment that jobs of the run wait for."""
    run, actions = named(request), request.hub.actions
    return Reply([_pending(actions, run, name) for name in waiting_environments(run)])


def waiting_environments(run: Run) -> list[str]:
    return list(dict.fromkeys(job.environment for job in run.waiting if job.environment))


def _pending(actions: Actions, run: Run, name: str) -> Json:
    environment = actions.environment(run.repository, name)
    reviewers = [{"type": "User", "reviewer": shapes.user(actions, login)} for login in environment.reviewers]
    return {
        "environment": shapes.short_environment(actions, run.repository, environment),
        "wait_timer": environment.wait_minutes,
        "wait_timer_started_at": None,
        "current_user_can_approve": False,
        "reviewers": reviewers,
    }


def approvals(request: Request) -> Reply:
    run = named(request)
    return Reply([shapes.approval(request.hub.actions, run, review) for review in run.reviews])


def answer(request: Request) -> Reply:
    """Take our App's word on an environment: a status report, approved, or rejected."""
    run, actions = named(request), request.hub.actions
    environment = actions.ledger.environment(run.repository, request.body["environment_name"])
    if environment is None:
        raise not_found()
    name = environment.name
    jobs = [job for job in run.waiting if job.environment == name and OURS in job.held_by]
    if not jobs:
        raise Refusal(422, f"No deployment of this run is waiting for this rule on {name}")
    comment = _comment(request)
    if "state" not in request.body:
        _note(actions, run, name, comment)
    else:
        state, by = request.body["state"], request.caller.login
        said = Review(state, comment, actions.hub.now(), name, run.attempt, by, is_ours=True)
        decide(actions, run, said, OURS)
    return Reply(status=204)


def _comment(request: Request) -> str:
    comment: str = request.body.get("comment") or ""
    if "state" not in request.body and not comment:
        raise Refusal(422, "A comment is required for a status report")
    if len(comment) > LONGEST_COMMENT:
        raise Refusal(422, f"Comment is too long (maximum is {LONGEST_COMMENT} characters)")
    return comment


def _note(actions: Actions, run: Run, environment: str, text: str) -> None:
    if sum(comment.environment == environment for comment in run.comments) >= MOST_COMMENTS:
        raise Refusal(422, f"A deployment takes no more than {MOST_COMMENTS} status reports")
    comment = Comment(text, actions.hub.now(), environment, run.attempt)
    actions.put(replace(run, all_comments=(*run.all_comments, comment)))


def decide(actions: Actions, run: Run, said: Review, rule: str) -> None:
    """Let a rule's word count for every job of the environment that waits for it."""
    run = actions.put(replace(run, reviews=(*run.reviews, said)))
    jobs = [job for job in run.waiting if job.environment == said.environment and rule in job.held_by]
    if rule == REVIEWERS:
        announce.reviewed(actions, run.id, said, jobs)
    for job in jobs:
        if said.state == "approved":
            actions.release(run.id, job, rule)
        else:
            actions.end_job(run.id, job.id, Conclusion.FAILURE, said.comment or f"Rejected by {said.by}")


def bypass(actions: Actions, run: Run, environment: Environment, by: str) -> None:
    """Start all waiting jobs of an environment without asking its rules. Raises Refusal."""
    if not environment.can_admins_bypass:
        raise Refusal(403, f"Administrators may not bypass the rules of {environment.name}")
    now = actions.hub.now()
    said = Review("approved", "", now, environment.name, run.attempt, by, is_bypass=True)
    run = actions.put(replace(run, reviews=(*run.reviews, said)))
    jobs: list[Job] = [job for job in run.waiting if job.environment == environment.name]
    for job in jobs:
        actions.start_job(run.id, job)


TABLE: Table = {
    f"GET {RUN}/pending_deployments": reads(pending, "actions"),
    f"GET {RUN}/approvals": reads(approvals, "actions"),
    f"POST {RUN}/deployment_protection_rule": of_installation(answer, "deployments:write"),
}
