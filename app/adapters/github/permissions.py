"""What the GitHub App asks for, and why: the one table for the manifest, doctor, the audit and the docs."""

from collections.abc import Mapping
from dataclasses import dataclass

LEVELS = ("none", "read", "write", "admin")


@dataclass(frozen=True)
class Wanted:
    level: str  # one of LEVELS
    why: str  # completes "for …"
    label: str  # as GitHub's pages call it


# docs.github.com/en/rest/authentication/permissions-required-for-github-apps
REQUIRED: Mapping[str, Wanted] = {
    "actions": Wanted(
        "write", "runs that wait, artifacts and environments; to start and cancel a run", "Actions"
    ),
    "checks": Wanted("write", "check results; the check run with the report, the check that gates", "Checks"),
    "contents": Wanted("read", "commits, differences, the policy and CODEOWNERS", "Contents"),
    "deployments": Wanted(
        "write", "what is live; to approve and reject waiting deployments, and to make them", "Deployments"
    ),
    "members": Wanted("read", "who belongs to a team that CODEOWNERS names", "Members (organization)"),
    "metadata": Wanted("read", "names and rulesets; every App has it", "Metadata"),
    "pull_requests": Wanted("read", "who opened and who approved what is deployed", "Pull requests"),
    "statuses": Wanted("read", "results of CI systems that report commit statuses", "Commit statuses"),
}
REQUIRED_PERMISSIONS: Mapping[str, str] = {name: wanted.level for name, wanted in REQUIRED.items()}

# Webhook events, and why; docs.github.com/en/webhooks/webhook-events-and-payloads
EVENTS: Mapping[str, str] = {
    "check_run": "tests that end, and a click on “Re-run” of our own check",
    "deployment_protection_rule": "a job waits for Airlock",
    "deployment_status": "how a deployment goes",
    "pull_request": "a change that may touch a gate",
    "pull_request_review": "an approval that may open one",
    "workflow_run": "a run that started, ended or was cancelled",
}


def lacking(granted: Mapping[str, str]) -> dict[str, str]:
    """Return the permissions, with their level, that `granted` does not reach."""
    return {name: level for name, level in REQUIRED_PERMISSIONS.items() if not _reaches(granted, name, level)}


def named(permissions: Mapping[str, str]) -> str:
    """Return "Checks: write, Contents: read", as GitHub's pages call them."""
    return ", ".join(f"{REQUIRED[name].label}: {level}" for name, level in permissions.items())


def _reaches(granted: Mapping[str, str], name: str, level: str) -> bool:
    held = granted.get(name, "none")
    return held in LEVELS and LEVELS.index(held) >= LEVELS.index(level)
