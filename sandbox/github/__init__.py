"""A GitHub on loopback that speaks GitHub's own protocols and refuses what GitHub refuses."""

from sandbox.github.branches import Required
from sandbox.github.checks import CheckRun
from sandbox.github.sandbox import GitHubSandbox
from sandbox.github.violation import Call, Violation

__all__ = ["Call", "CheckRun", "GitHubSandbox", "Required", "Violation"]
