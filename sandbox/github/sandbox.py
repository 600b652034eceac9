"""The local GitHub as tests and the demo hold it."""

from sandbox.github.actions.acting import Acting
from sandbox.github.breaking import Breaking
from sandbox.github.collaborating import Collaborating
from sandbox.github.reporting import Reporting
from sandbox.github.setting import Setting


class GitHubSandbox(Setting, Reporting, Collaborating, Acting, Breaking):
    """A GitHub on loopback; everything is synchronous and safe from any thread."""

    @property
    def settings(self) -> dict[str, str]:
        """What an Airlock that is installed there as its App is set to."""
        return {
            "GITHUB_API_URL": self.api_url,
            "GITHUB_APP_ID": str(self.app_id),
            "GITHUB_APP_PRIVATE_KEY": self.private_key,
            "GITHUB_WEBHOOK_SECRET": self.webhook_secret,
        }
