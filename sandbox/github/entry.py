"""Whether a caller gets in: does the repository exist for them, and may they do this."""

from collections.abc import Mapping

from sandbox.github.caller import Caller
from sandbox.github.hub import Hub
from sandbox.github.incoming import Incoming
from sandbox.github.refusal import Refusal, not_found
from sandbox.github.repository import Repository
from sandbox.github.route import Route

BARRED = "Resource not accessible by integration"


def locate(hub: Hub, caller: Caller, incoming: Incoming, parameters: Mapping[str, str]) -> Repository | None:
    """Return the repository that a path names, if it names one. Raises Refusal: 404, or 301 when renamed."""
    if "repo" not in parameters:
        return None
    full_name = f"{parameters['owner']}/{parameters['repo']}"
    repository = hub.find(full_name)
    if repository is None:
        raise _moved(hub, incoming, full_name)
    if not sees(hub, caller, repository):
        raise not_found()
    return repository


def sees(hub: Hub, caller: Caller, repository: Repository) -> bool:
    """Whether the repository exists as far as this caller can see."""
    if caller.kind == "installation":
        held = hub.installations[caller.installation or 0].repositories
        cut = caller.repositories
        return repository.id in (held if cut is None else held & cut)
    return caller.kind != "nobody" or not repository.is_private


def admit(caller: Caller, route: Route, repository: Repository | None) -> None:
    """Raise Refusal when the operation is not for this kind of caller, or they lack its permission."""
    if caller.kind == "nobody" and (repository is None or caller.kind not in route.callers):
        raise Refusal(401, "Requires authentication")
    if caller.kind not in route.callers:
        _bar(caller, route)
    if not caller.may(route.needs):
        accepted = {"X-Accepted-GitHub-Permissions": route.needs.replace(":", "=")}
        raise Refusal(403, BARRED, headers=accepted)


def _bar(caller: Caller, route: Route) -> None:
    if route.callers == {"app"}:
        raise Refusal(401, "A JSON web token could not be decoded")
    if caller.kind == "user":
        raise Refusal(403, "You must authenticate with an installation access token to use this endpoint.")
    raise Refusal(403, BARRED)


def _moved(hub: Hub, incoming: Incoming, full_name: str) -> Refusal:
    repository = hub.find_renamed(full_name)
    if repository is None:
        return not_found()
    rest = incoming.path.split("/", 4)[4:]
    location = "/".join([f"{hub.api_url}/repositories/{repository.id}", *rest])
    status = 301 if incoming.method == "GET" else 307  # keeps the method
    return Refusal(status, "Moved Permanently", headers={"Location": location})
