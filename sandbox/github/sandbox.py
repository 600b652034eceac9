"""The local GitHub as tests and the demo hold it."""

from sandbox.github.actions.acting import Acting
from sandbox.github.breaking import Breaking
from sandbox.github.collaborating import Collaborating
from sandbox.github.reporting import Reporting
from sandbox.github.setting import Setting


class GitHubSandbox(Setting, Reporting, Collaborating, Acting, Breaking):
    """A GitHub on loopback; everything is synchronous and safe from any thread."""
