"""Whether a deploy goes ahead because somebody broke the glass."""

from app.domain.deploy import Deploy


def is_overridden(deploy: Deploy) -> bool:
    """Whether the last word on it was an override: it may have been stopped since, and then approved."""
    was, decision = deploy.override, deploy.decision
    return was is not None and decision is not None and (was.by, was.at) == (decision.by, decision.at)
