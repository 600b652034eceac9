"""One effect of one deploy, as it stands in a line or set in Redis."""

from app.domain.effect import Effect


def written(deploy_id: str, effect: Effect) -> str:
    return f"{deploy_id} {effect}"


def read(member: str) -> tuple[str, Effect] | None:
    """Return it; None for what another version of Airlock, which knows other effects, has put there."""
    deploy_id, _, effect = member.partition(" ")
    try:
        return deploy_id, Effect(effect)
    except ValueError:
        return None
