"""The other deploy that one's standing is about: the one it waits for, or that took its place."""

from app.domain.deploy import Deploy, State


def neighbour(deploy: Deploy) -> str | None:
    """Return the id of the deploy that this one waits for in line, or that took its place."""
    if deploy.state in {State.SUPERSEDED, State.ROLLED_BACK}:
        return deploy.detail
    return deploy.behind
