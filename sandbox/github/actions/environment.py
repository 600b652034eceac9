"""A deployment environment and its protection rules."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.github.actions.run import OURS, REVIEWERS

MOST_CUSTOM_RULES = 6  # docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments


@dataclass(frozen=True)
class CustomRule:
    """An App's protection rule on one environment."""

    id: int
    app: int  # id of the App
    slug: str
    enabled: bool = True


@dataclass(frozen=True)
class Environment:
    id: int
    name: str
    created_at: datetime
    can_admins_bypass: bool | None = True  # GitHub's default; None: it does not say
    custom_rules: tuple[CustomRule, ...] = ()
    reviewers: tuple[str, ...] = ()  # logins
    wait_minutes: int = 0  # shown, never waited for

    def holds(self, app: int) -> frozenset[str]:
        """Return which rules a job of this environment waits for."""
        ours = any(rule.enabled and rule.app == app for rule in self.custom_rules)
        return frozenset({OURS} if ours else ()) | frozenset({REVIEWERS} if self.reviewers else ())
