"""Which deploys GitHub hears of, by what their policy says; and who promotes each."""

from dataclasses import replace
from functools import partial

import pytest

from app.adapters.elsewhere import Elsewhere
from app.adapters.github.access import GitHub
from app.adapters.github.promotion.platform import GitHubPlatform
from app.adapters.promoters import Promoters
from app.domain.answer import LIVE, STARTED, Answer
from app.domain.deploy import Deploy, State
from app.domain.errors import BadInput
from app.domain.policy import PromoteKind
from sandbox.github import GitHubSandbox
from tests.unit.example import REPORT
from tests.unit.github.kit import REPO, Shop, deploy_of


@pytest.fixture
def platform(github: GitHub) -> GitHubPlatform:
    return GitHubPlatform(github)


OTHERS = [kind for kind in PromoteKind if kind is not PromoteKind.PROTECTION_RULE]


@pytest.mark.parametrize("kind", OTHERS)
def test_a_run_of_another_kind_is_neither_told_nor_stopped(
    hub: GitHubSandbox, harbour: Shop, platform: GitHubPlatform, kind: PromoteKind
) -> None:
    run_id = hub.run(REPO, harbour.shas[-1])
    before = len(hub.requests)
    platform.decline(deploy_of(harbour.shas[-1], kind, State.REJECTED, run_id=run_id))
    assert platform.explain(deploy_of(harbour.shas[-1], kind, State.PENDING, run_id=run_id), REPORT) is None
    assert len(hub.requests) == before


def test_a_deploy_that_is_called_off_before_its_review_stops_the_run_that_waits(
    hub: GitHubSandbox, harbour: Shop, platform: GitHubPlatform
) -> None:
    run_id = hub.run(REPO, harbour.shas[-1])
    cancelled = deploy_of(harbour.shas[-1], state=State.CANCELLED, run_id=run_id)
    platform.decline(replace(cancelled, rules=None, summary=None))
    assert hub.run_of(REPO, run_id).verdict == "rejected"


def test_before_the_review_a_run_of_somebody_elses_kind_goes_on(
    hub: GitHubSandbox, harbour: Shop, platform: GitHubPlatform
) -> None:
    run_id = hub.run(REPO, harbour.shas[-1], environment=None)
    cancelled = deploy_of(harbour.shas[-1], state=State.CANCELLED, run_id=run_id)
    platform.decline(replace(cancelled, rules=None, summary=None))
    assert hub.run_of(REPO, run_id).status == "in_progress"
    platform.decline(replace(deploy_of("a" * 40, state=State.CANCELLED, run_id="nightly"), rules=None))


@pytest.mark.parametrize("kind", PromoteKind)
def test_every_kind_has_its_check_run(
    hub: GitHubSandbox, harbour: Shop, platform: GitHubPlatform, kind: PromoteKind
) -> None:
    deploy = deploy_of(harbour.shas[1], kind, State.PENDING)
    receipt = platform.show_check(deploy, REPORT)
    assert receipt
    assert receipt.ts in {str(run.id) for run in hub.check_runs(REPO, harbour.shas[1])}


def test_elsewhere_there_is_nobody_to_tell() -> None:
    deploy = deploy_of("a" * 40)
    Elsewhere().decline(deploy)
    assert (Elsewhere().explain(deploy, REPORT), Elsewhere().show_check(deploy, REPORT)) == (None, None)


class Said:
    """A promoter that says its name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def start(self, deploy: Deploy) -> Answer:
        return Answer(STARTED, detail=f"{self.name} {deploy.id}")

    def ask(self, deploy: Deploy) -> Answer | None:
        return Answer(LIVE, detail=f"{self.name} {deploy.id}")


@pytest.mark.parametrize("kind", PromoteKind)
def test_the_policy_names_who_promotes(kind: PromoteKind) -> None:
    promoters = Promoters({each: partial(Said, each) for each in PromoteKind})
    deploy = deploy_of("a" * 40, kind)
    asked = promoters.ask(deploy)
    assert promoters.start(deploy).detail == f"{kind} {deploy.id}"
    assert asked
    assert asked.detail == f"{kind} {deploy.id}"


def test_without_a_github_the_policys_kind_is_refused_with_words() -> None:
    promoters = Promoters({PromoteKind.WEBHOOK: lambda: Said("webhook")})
    with pytest.raises(BadInput, match=r"by github-deployment, .* set GITHUB_APP_ID"):
        promoters.start(deploy_of("a" * 40, PromoteKind.DEPLOYMENT))
    with pytest.raises(BadInput, match="has no rules"):
        promoters.start(replace(deploy_of("a" * 40), rules=None))
