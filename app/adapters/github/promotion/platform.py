"""GitHub as a place where people look: the waiting run, and the check run on the commit."""

from typing import TYPE_CHECKING

from app.adapters.github.promotion.checkrun import CheckRuns
from app.adapters.github.promotion.rule import ProtectionRule
from app.domain.deploy import Deploy
from app.domain.effect import Receipt
from app.domain.policy import PromoteKind
from app.domain.report import Report

if TYPE_CHECKING:
    from app.adapters.github.access import GitHub


class GitHubPlatform:
    """Implements `ports.Platform`."""

    def __init__(self, github: "GitHub") -> None:
        self._rule = ProtectionRule(github)
        self._checks = CheckRuns(github)

    def decline(self, deploy: Deploy) -> None:
        """Say no to what waits; the other kinds have nothing there before an approval."""
        if _waits_there(deploy):
            self._rule.decline(deploy)

    def explain(self, deploy: Deploy, report: Report) -> Receipt | None:
        return self._rule.explain(deploy, report) if _waits_there(deploy) else None

    def show_check(self, deploy: Deploy, report: Report) -> Receipt | None:
        return self._checks.show(deploy, report)


def _waits_there(deploy: Deploy) -> bool:
    """Whether a run may wait for our word; called off before its rules were read, its run id alone tells."""
    if deploy.rules is None:
        return deploy.key.run_id.isdecimal()
    return deploy.rules.promote.kind is PromoteKind.PROTECTION_RULE
