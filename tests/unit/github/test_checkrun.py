"""The check run on the commit: one a deploy, drawn from the record, within what GitHub takes."""

from dataclasses import replace

import pytest

from app.adapters.github.access import GitHub
from app.adapters.github.promotion import digest
from app.adapters.github.promotion.checkrun import LOOKS, CheckRuns
from app.domain.deploy import Decision, Deploy, Override, State
from app.domain.effect import Effect, Receipt
from app.domain.errors import BadInput, Transient
from app.domain.report import Coverage, Dependency, Finding, GateName, Level, Report, Unknown
from app.domain.report import Tests as Measured
from sandbox.github import GitHubSandbox
from sandbox.github.checks import CheckRun
from tests.unit.example import NOON, REPORT, SHA
from tests.unit.github.kit import LINK, REPO, Shop, as_token, deploy_of

CREATE = "POST /repos/{owner}/{repo}/check-runs"
UPDATE = "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}"
LIST = "GET /repos/{owner}/{repo}/commits/{ref}/check-runs"
HOSTILE = "</details>@ana ![x](https://evil.example/x.png) `rm` [click](https://evil.example)"


@pytest.fixture
def checks(github: GitHub) -> CheckRuns:
    return CheckRuns(github)


def waits(harbour: Shop) -> Deploy:
    return deploy_of(harbour.shas[0], state=State.PENDING)


def of(hub: GitHubSandbox, deploy: Deploy) -> CheckRun:
    """Return the deploy's check run; there is one and no more."""
    (run,) = (run for run in hub.check_runs(REPO, deploy.key.sha) if run.external_id == deploy.id)
    return run


def found(**fields: object) -> Finding:
    told = Finding("migration.drop-column", Level.HIGH, "Drops it.")
    return replace(told, **fields)  # type: ignore[arg-type]


def test_it_waits_with_the_report_and_a_link_to_the_card(
    hub: GitHubSandbox, harbour: Shop, checks: CheckRuns
) -> None:
    deploy = waits(harbour)
    receipt = checks.show(deploy, REPORT)
    run = of(hub, deploy)
    assert (run.name, run.status, run.conclusion) == ("Airlock / production", "in_progress", None)
    assert run.details_url == LINK
    assert run.output.title == "Waits for approval: Low, 7 of 100"
    assert receipt == Receipt(Effect.SHOW_CHECK, 0, "github", str(run.id), receipt.link)
    assert str(run.id) in (receipt.link or "")


@pytest.mark.parametrize("state", State)
def test_every_state_is_drawn_on_the_same_check_run(
    hub: GitHubSandbox, harbour: Shop, checks: CheckRuns, state: State
) -> None:
    deploy = waits(harbour)
    receipt = checks.show(deploy, REPORT)
    moved = replace(deploy, state=state, receipts=(*deploy.receipts, receipt))
    assert checks.show(moved, REPORT) == receipt
    assert of(hub, deploy).conclusion == LOOKS[state].conclusion


def test_a_decision_is_told_with_who_and_why(hub: GitHubSandbox, harbour: Shop, checks: CheckRuns) -> None:
    deploy = deploy_of(harbour.shas[0], state=State.REJECTED)
    checks.show(deploy, REPORT)
    run = of(hub, deploy)
    assert (run.conclusion, run.output.title) == ("failure", "Rejected: Low, 7 of 100")
    assert "by `U0BO000001` in Slack at" in (run.output.summary or "")
    assert "reason: The cart loses its coupon" in (run.output.summary or "")


def test_a_failure_says_that_nothing_was_ended_on_github(
    hub: GitHubSandbox, harbour: Shop, checks: CheckRuns
) -> None:
    deploy = replace(deploy_of(harbour.shas[0], state=State.FAILED), detail="smoke test <b> failed")
    checks.show(deploy, REPORT)
    summary = of(hub, deploy).output.summary or ""
    assert "smoke test \\<b\\> failed; Airlock ended nothing on GitHub" in summary


def test_an_override_stands_in_the_title(hub: GitHubSandbox, harbour: Shop, checks: CheckRuns) -> None:
    deploy = deploy_of(harbour.shas[0])
    broken = Override("U0GIL00001", NOON, "The shop is down.")
    decision = Decision(broken.by, broken.at, REPORT.digest, "override as @eng-leads")
    checks.show(replace(deploy, override=broken, decision=decision), REPORT)
    run = of(hub, deploy)
    assert run.output.title == "Let past the rules: Low, 7 of 100; promotion is starting"
    assert "waits for a second person's review" in (run.output.summary or "")


def test_two_environments_and_two_deploys_of_one_commit_have_their_own(
    hub: GitHubSandbox, harbour: Shop, checks: CheckRuns
) -> None:
    first, second = waits(harbour), waits(harbour)
    staging = replace(first, request=replace(first.request, key=replace(first.key, environment="staging")))
    staging = replace(staging, id=staging.key.deploy_id)
    for deploy in (first, second, staging):
        checks.show(deploy, REPORT)
    assert of(hub, staging).name == "Airlock / staging"
    assert of(hub, first).id != of(hub, second).id


@pytest.mark.parametrize("drop", ["before", "after"])
@pytest.mark.parametrize("operation", [LIST, CREATE])
def test_an_answer_that_is_lost_makes_no_second_check_run(
    hub: GitHubSandbox, harbour: Shop, checks: CheckRuns, operation: str, drop: str
) -> None:
    deploy = waits(harbour)
    report = replace(REPORT, findings=(found(path="cart.py", line=1),))
    hub.fail_next(operation, drop=drop)  # type: ignore[arg-type]
    with pytest.raises(Transient):
        checks.show(deploy, report)
    receipt = checks.show(deploy, report)
    assert receipt.ts == str(of(hub, deploy).id)
    assert len(of(hub, deploy).output.annotations) == 1


@pytest.mark.parametrize("status", [403, 422, 502])
@pytest.mark.parametrize("operation", [LIST, CREATE, UPDATE])
def test_what_github_refuses_is_said_in_words(
    hub: GitHubSandbox, harbour: Shop, checks: CheckRuns, operation: str, status: int
) -> None:
    deploy = waits(harbour)
    if operation == UPDATE:
        deploy = replace(deploy, receipts=(*deploy.receipts, checks.show(deploy, REPORT)))
    hub.fail_next(operation, status=status)
    with pytest.raises((BadInput, Transient), match=f"{status}|does not allow|does not show"):
        checks.show(deploy, REPORT)


def test_somebody_elses_check_run_with_our_mark_is_not_ours(
    hub: GitHubSandbox, harbour: Shop, checks: CheckRuns
) -> None:
    deploy = waits(harbour)
    hub.add_check_run(REPO, deploy.key.sha, "Airlock / production", "success", external_id=deploy.id)
    receipt = checks.show(deploy, REPORT)
    mine = next(run for run in hub.check_runs(REPO, deploy.key.sha) if str(run.id) == receipt.ts)
    assert (mine.app, mine.conclusion) == (hub.app_slug, None)


def test_a_token_shows_a_commit_status_instead(hub: GitHubSandbox, harbour: Shop) -> None:
    checks = CheckRuns(as_token(hub))
    deploy = deploy_of(harbour.shas[1], state=State.PENDING)
    receipt = checks.show(deploy, REPORT)
    rejected = replace(deploy, state=State.REJECTED, receipts=(*deploy.receipts, receipt))
    assert checks.show(rejected, REPORT) == receipt
    told = as_token(hub).of(REPO).get(f"/repos/{REPO}/commits/{deploy.key.sha}/status")["statuses"]
    assert [(one["context"], one["state"], one["target_url"]) for one in told] == [
        ("airlock/production", "failure", LINK)
    ]
    assert hub.check_runs(REPO, deploy.key.sha) == []


def test_the_report_is_whole_and_in_the_order_of_weight() -> None:
    report = replace(
        REPORT,
        findings=(
            found(rule="size.lines", severity=Level.LOW, points=2, message="Many lines."),
            found(path="db/1.sql", line=7, points=30.5, gate=GateName.SCHEMA),
        ),
        unknown=(Unknown("coverage", "nobody gave any"),),
        tests=Measured(measured=True, passed=9, failed=1, skipped=2, failures=("test_cart",), flaky=1),
        coverage=Coverage(81.5, 82.0, 40.0),
        dependencies=(Dependency("requests", "pypi", "2.31.0", None, "requirements.txt"),),
    )
    told = digest.summary(deploy_of(SHA, state=State.PENDING), report, "Waits")
    lines = [
        "**Waits**",
        "Risk Low, 7 of 100. Routine: nothing stands out.",
        "- Approvals: 0 of 1",
        "- Tests: 1 failed (`test_cart`), 9 passed, 2 skipped, 1 flaky",
        "- Coverage: 81.5 % (-0.5 against the base), changed lines 40 %",
        "- **High** `migration.drop-column` `db/1.sql:7`, +30.5 points, gate schema: Drops it.",
        "- **Low** `size.lines`, +2.0 points: Many lines.",
        "- `coverage`: nobody gave any",
        "- `requests` `2.31.0` → `none` in `requirements.txt`",
    ]
    positions = [told.index(line) for line in lines]
    assert positions == sorted(positions)
    unmeasured = digest.summary(deploy_of(SHA), REPORT, "x")
    assert "- Tests: not measured\n- Coverage: not measured" in unmeasured


def test_hostile_words_in_a_report_stay_words() -> None:
    report = replace(
        REPORT,
        recommendation=HOSTILE,
        findings=(found(path=HOSTILE, line=1, message=HOSTILE, rule=HOSTILE),),
        unknown=(Unknown(HOSTILE, HOSTILE),),
        tests=Measured(measured=True, failed=1, failures=(HOSTILE,)),
        dependencies=(Dependency(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
    )
    told = digest.summary(deploy_of(SHA), report, "x")
    outside = "".join(told.split("`")[::2])  # what is not code
    assert "@ana" not in outside
    assert "![x" not in outside
    assert all(outside[at - 1] == "\\" for at in range(len(outside)) if outside[at] in "<[")
    assert all(len(str(mark["message"])) <= 1000 for mark in digest.annotations(report))


def test_a_report_that_is_too_long_loses_its_last_findings_and_says_how_many(
    hub: GitHubSandbox, harbour: Shop, checks: CheckRuns
) -> None:
    many = tuple(found(path=f"é{n}.py", line=n, message="ü" * 480, points=n / 10) for n in range(1, 401))
    report: Report = replace(REPORT, findings=many)
    deploy = waits(harbour)
    checks.show(deploy, report)
    output = of(hub, deploy).output
    summary = output.summary or ""
    shown = summary.count("migration.drop-column")
    assert len(summary.encode()) <= 65_535
    assert shown > 50
    assert f"- and {400 - shown:,} more; `airlock show {deploy.id}` lists all" in summary
    assert summary.endswith("Decisions are made in Slack, on the card.")
    assert "`é400.py:400`" in summary
    assert len(output.annotations) == 50
