"""A deploy as Redis keeps it: JSON."""

from pydantic import TypeAdapter

from app.domain.deploy import Deploy, Request
from app.domain.errors import Missing, Refused

DEPLOY = TypeAdapter(Deploy)


def parsed(raw: bytes | str | None, deploy_id: str) -> Deploy:
    """Return the deploy. Raises Missing when there is none."""
    if raw is None:
        listed = "`/deploy status` and `airlock status` list them"
        raise Missing(f"There is no deploy `{deploy_id[:40]}`; {listed}.")
    return DEPLOY.validate_json(raw)


def same(known: Deploy, request: Request) -> Deploy:
    """Return the deploy that is known by this id. Raises Refused when another was asked for."""
    if known.key != request.key:
        raise Refused(f"The id {known.id} is taken by another deploy; give this one another run id.")
    return known
