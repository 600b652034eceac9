"""The protection rule: one decision lets every waiting job go on, or stops them; nothing else does."""

from dataclasses import replace

import pytest

from app.adapters.github.access import GitHub
from app.adapters.github.promotion.rule import EXPLAINED_MAX, ProtectionRule
from app.domain.deploy import Deploy, State
from app.domain.effect import Effect, Receipt
from app.domain.errors import BadInput, Refused, Transient
from sandbox.github import GitHubSandbox
from sandbox.github.actions.run import Run
from tests.unit.example import REPORT
from tests.unit.github.kit import LINK, REPO, RUN, Shop, deploy_of, tried

CALLBACK = f"POST {RUN}/deployment_protection_rule"


@pytest.fixture
def rule(github: GitHub) -> ProtectionRule:
    return ProtectionRule(github)


def waiting(hub: GitHubSandbox, harbour: Shop, *jobs: str, **how: object) -> int:
    return hub.run(REPO, harbour.shas[-1], jobs=jobs or ("deploy",), **how)  # type: ignore[arg-type]


def deploy(harbour: Shop, run_id: int, state: State = State.APPROVED, attempt: int = 1) -> Deploy:
    return deploy_of(harbour.shas[-1], state=state, run_id=run_id, attempt=attempt)


def run_of(hub: GitHubSandbox, run_id: int) -> Run:
    return hub.run_of(REPO, run_id)


def test_a_yes_lets_the_run_go_on_until_it_is_live(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule
) -> None:
    run_id = waiting(hub, harbour)
    approved = deploy(harbour, run_id)
    assert rule.start(approved).state == "started"
    run = run_of(hub, run_id)
    assert run.verdict == "approved"
    assert run.verdict_comment
    assert LINK in run.verdict_comment
    assert "U0BO000001" in run.verdict_comment
    assert REPORT.digest in run.verdict_comment
    assert (going := rule.ask(approved))
    assert going.state == "started"
    hub.finish(REPO, run_id)
    assert (answer := rule.ask(approved))
    assert (answer.state, answer.url) == ("live", f"{hub.origin}/{REPO}/actions/runs/{run_id}")


def test_one_yes_answers_a_matrix_of_three(hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule) -> None:
    run_id = waiting(hub, harbour, "eu", "us", "asia")
    rule.start(deploy(harbour, run_id))
    assert [job.status for job in run_of(hub, run_id).jobs] == ["in_progress"] * 3
    assert len(run_of(hub, run_id).reviews) == 1


def test_a_job_that_begins_to_wait_later_gets_the_same_yes(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule
) -> None:
    run_id = waiting(hub, harbour, "canary")
    approved = deploy(harbour, run_id)
    rule.start(approved)
    hub.add_jobs(REPO, run_id, "all")
    hub.finish(REPO, run_id)
    assert (answer := rule.ask(approved))
    assert answer.state == "started"
    assert [job.status for job in run_of(hub, run_id).jobs] == ["completed", "in_progress"]
    hub.finish(REPO, run_id)
    assert (answer := rule.ask(approved))
    assert answer.state == "live"


def test_a_job_of_another_environment_is_not_answered(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule
) -> None:
    hub.add_environment(REPO, "staging")
    run_id = waiting(hub, harbour)
    hub.add_jobs(REPO, run_id, "try", environment="staging")
    approved = deploy(harbour, run_id)
    rule.start(approved)
    rule.ask(approved)
    assert [job.status for job in run_of(hub, run_id).jobs] == ["in_progress", "waiting"]


@pytest.mark.parametrize("state", ["failure", "cancelled"])
def test_a_job_that_ends_badly_fails_the_promotion_by_name(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule, state: str
) -> None:
    run_id = waiting(hub, harbour, "eu", "us")
    approved = deploy(harbour, run_id)
    rule.start(approved)
    hub.finish(REPO, run_id, state)
    assert (answer := rule.ask(approved))
    assert answer.state == "failed"
    assert answer.detail == f"The job eu ended with {state}, and 1 more."
    assert "/job/" in (answer.url or "")


def test_a_bad_job_beside_the_environment_does_not_fail_it(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule
) -> None:
    run_id = waiting(hub, harbour)
    approved = deploy(harbour, run_id)
    hub.add_jobs(REPO, run_id, "lint", environment=None)
    hub.finish(REPO, run_id, "failure")
    rule.start(approved)
    assert (going := rule.ask(approved))
    assert going.state == "started"
    hub.finish(REPO, run_id)
    assert (answer := rule.ask(approved))
    assert answer.state == "live"


def test_a_run_that_was_run_again_is_another_deploy(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule
) -> None:
    run_id = waiting(hub, harbour)
    hub.cancel(REPO, run_id)
    hub.rerun(REPO, run_id, "ana")
    with pytest.raises(Refused, match=r"re-run \(attempt 2\); decide on the deploy of that attempt"):
        rule.start(deploy(harbour, run_id))
    rule.decline(deploy(harbour, run_id, State.REJECTED))
    assert rule.explain(deploy(harbour, run_id, State.PENDING), REPORT) is None
    assert run_of(hub, run_id).waiting
    assert run_of(hub, run_id).reviews == ()
    rule.start(deploy(harbour, run_id, attempt=2))
    assert run_of(hub, run_id).verdict == "approved"


def test_a_run_about_another_commit_stays_shut(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule
) -> None:
    run_id = waiting(hub, harbour)
    with pytest.raises(Refused, match="not about the commit that was reviewed"):
        rule.start(deploy_of(harbour.shas[0], run_id=run_id))
    assert run_of(hub, run_id).waiting


def test_a_run_that_ended_before_the_yes_has_failed(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule
) -> None:
    run_id = waiting(hub, harbour)
    hub.cancel(REPO, run_id)
    answer = rule.start(deploy(harbour, run_id))
    assert (answer.state, answer.detail) == ("failed", "The job deploy ended with cancelled.")


def test_a_deploy_without_a_run_is_refused_with_words(rule: ProtectionRule) -> None:
    with pytest.raises(BadInput, match="No workflow run waits for this deploy"):
        rule.start(deploy_of("a" * 40, run_id="nightly"))


def test_approved_by_us_is_not_started_while_a_reviewer_is_missing(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule
) -> None:
    hub.add_environment(REPO, "production", reviewers=["bo"])
    run_id = waiting(hub, harbour)
    approved = deploy(harbour, run_id)
    rule.start(approved)
    assert (answer := rule.ask(approved))
    assert answer.state == "started"
    assert "waits for another rule or reviewer" in (answer.detail or "")
    assert rule.start(tried(approved, 2)).state == "started"
    hub.review_deployment(REPO, run_id, "bo")
    hub.finish(REPO, run_id)
    assert (answer := rule.ask(approved))
    assert answer.state == "live"


def test_an_environment_without_our_rule_takes_no_yes(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule
) -> None:
    hub.add_environment(REPO, "production", custom_rule=False, reviewers=["bo"])
    run_id = waiting(hub, harbour)
    with pytest.raises(BadInput, match="422"):
        rule.start(deploy(harbour, run_id))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.REJECTED, ["Rejected by `U0BO000001`", "The cart loses its coupon"]),
        (State.SUPERSEDED, ["Superseded by deploy `abcdefghijkl`"]),
        (State.CANCELLED, ["Cancelled by `U0BO000001`", "The cart loses its coupon"]),
        (State.FAILED, ["Approved by `U0BO000001`", "and not promoted", "Reason: No word\\!"]),
    ],
)
def test_a_no_ends_the_run_and_says_why(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule, state: State, words: list[str]
) -> None:
    run_id = waiting(hub, harbour, "eu", "us")
    declined = deploy(harbour, run_id, state)
    for _ in range(2):
        rule.decline(declined)
    run = run_of(hub, run_id)
    assert (run.verdict, run.status, len(run.reviews)) == ("rejected", "completed", 1)
    assert all(each in (run.verdict_comment or "") for each in [*words, LINK])


def test_a_failure_after_the_yes_took_effect_ends_nothing(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule
) -> None:
    run_id = waiting(hub, harbour)
    rule.start(deploy(harbour, run_id))
    rule.decline(deploy(harbour, run_id, State.FAILED))
    assert run_of(hub, run_id).status == "in_progress"


def test_a_no_cancels_what_else_of_the_run_goes_on(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule
) -> None:
    run_id = waiting(hub, harbour)
    hub.add_jobs(REPO, run_id, "lint", environment=None)
    rule.decline(deploy(harbour, run_id, State.REJECTED))
    assert [(job.name, job.conclusion) for job in run_of(hub, run_id).jobs] == [
        ("deploy", "failure"),
        ("lint", "cancelled"),
    ]


def test_a_deploy_that_somebody_let_through_is_not_cut_off(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule
) -> None:
    hub.add_environment(REPO, "production", can_admins_bypass=True)
    run_id = waiting(hub, harbour)
    hub.bypass(REPO, run_id, "cy")
    with pytest.raises(BadInput, match="although Airlock said no"):
        rule.decline(deploy(harbour, run_id, State.REJECTED))
    assert run_of(hub, run_id).status == "in_progress"
    hub.finish(REPO, run_id)
    rule.decline(deploy(harbour, run_id, State.REJECTED))


def test_a_no_to_a_run_that_is_gone_is_done(rule: ProtectionRule, harbour: Shop) -> None:
    rule.decline(deploy(harbour, 999_999, State.REJECTED))


def test_a_waiting_job_is_told_why_it_waits_once(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule
) -> None:
    run_id = waiting(hub, harbour)
    pending = deploy(harbour, run_id, State.PENDING)
    receipt = rule.explain(pending, REPORT)
    assert receipt
    told = replace(pending, receipts=(*pending.receipts, receipt))
    assert rule.explain(told, REPORT) is None
    assert rule.explain(replace(told, escalated_at=told.queued_at), REPORT)
    first, second = (comment.text for comment in run_of(hub, run_id).comments)
    assert first.startswith(f"Waits for approval in Slack: [the card]({LINK}). Risk Low, 7 of 100: Routine")
    assert first.endswith("0 of 1 approvals.")
    assert "Nobody answered in time" in second
    assert run_of(hub, run_id).waiting


def test_the_last_word_says_so_and_none_follows(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule
) -> None:
    run_id = waiting(hub, harbour)
    pending = deploy(harbour, run_id, State.PENDING)
    said = tuple(Receipt(Effect.EXPLAIN, 0, "github", str(n)) for n in range(EXPLAINED_MAX - 1))
    pending = replace(pending, receipts=(*pending.receipts, *said))
    last = rule.explain(pending, REPORT)
    assert last
    assert "Nothing more is said here" in run_of(hub, run_id).comments[-1].text
    assert rule.explain(replace(pending, receipts=(*pending.receipts, last)), REPORT) is None


def test_nothing_is_explained_to_a_run_that_waits_no_more(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule
) -> None:
    run_id = waiting(hub, harbour)
    hub.cancel(REPO, run_id)
    assert rule.explain(deploy(harbour, run_id, State.PENDING), REPORT) is None


GETS = [f"GET {RUN}", f"GET {RUN}/pending_deployments"]


@pytest.mark.parametrize("drop", ["before", "after"])
@pytest.mark.parametrize("operation", [*GETS, CALLBACK])
def test_a_yes_whose_answer_is_lost_is_said_once(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule, operation: str, drop: str
) -> None:
    run_id = waiting(hub, harbour)
    approved = deploy(harbour, run_id)
    hub.fail_next(operation, drop=drop)  # type: ignore[arg-type]
    with pytest.raises(Transient) as lost:
        rule.start(tried(approved, 1))
    assert lost.value.ambiguous is (operation == CALLBACK)
    assert rule.start(tried(approved, 2)).state == "started"
    assert [review.state for review in run_of(hub, run_id).reviews] == ["approved"]


@pytest.mark.parametrize("drop", ["before", "after"])
@pytest.mark.parametrize("operation", [*GETS, CALLBACK, f"POST {RUN}/cancel"])
def test_a_no_whose_answer_is_lost_is_said_once(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule, operation: str, drop: str
) -> None:
    run_id = waiting(hub, harbour)
    hub.add_jobs(REPO, run_id, "lint", environment=None)
    declined = deploy(harbour, run_id, State.REJECTED)
    hub.fail_next(operation, drop=drop)  # type: ignore[arg-type]
    with pytest.raises(Transient):
        rule.decline(declined)
    rule.decline(declined)
    run = run_of(hub, run_id)
    assert ([review.state for review in run.reviews], run.status) == (["rejected"], "completed")


@pytest.mark.parametrize("status", [403, 404, 422, 502])
@pytest.mark.parametrize("operation", [*GETS, CALLBACK])
def test_a_yes_that_github_refuses_keeps_the_run_shut(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule, operation: str, status: int
) -> None:
    run_id = waiting(hub, harbour)
    hub.fail_next(operation, status=status)
    with pytest.raises((BadInput, Transient), match=f"{status}|does not allow|does not show"):
        rule.start(deploy(harbour, run_id))
    run = run_of(hub, run_id)
    assert (run.status, run.reviews) == ("waiting", ())


@pytest.mark.parametrize(
    "operation", [f"GET {RUN}/attempts/{{attempt_number}}/jobs", "GET /repos/{owner}/{repo}/deployments"]
)
@pytest.mark.parametrize("status", [403, 502])
def test_a_question_that_fails_is_no_answer(
    hub: GitHubSandbox, harbour: Shop, rule: ProtectionRule, operation: str, status: int
) -> None:
    run_id = waiting(hub, harbour)
    approved = deploy(harbour, run_id)
    rule.start(approved)
    hub.finish(REPO, run_id, "failure")
    hub.fail_next(operation, status=status)
    with pytest.raises((BadInput, Transient)):
        rule.ask(approved)
    assert (answer := rule.ask(approved))
    assert answer.state == "failed"
