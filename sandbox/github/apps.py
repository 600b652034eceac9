"""The App as itself: its installations and their tokens."""

from secrets import token_hex
from typing import Any

from sandbox.github.caller import LEVELS
from sandbox.github.hub import Hub
from sandbox.github.installation import LIFE, Installation, Token
from sandbox.github.person import simple_user
from sandbox.github.refusal import Json, Refusal, not_found
from sandbox.github.reply import Reply
from sandbox.github.repositories import shown as repository_shown
from sandbox.github.request import Request
from sandbox.github.route import Table, of_app, of_installation
from sandbox.github.times import iso


def app(request: Request) -> Reply:
    hub = request.hub
    return Reply(
        {
            "id": hub.app_id,
            "slug": hub.app_slug,
            "client_id": hub.client_id,
            "node_id": f"A_{hub.app_id}",
            "owner": simple_user(hub.person("octo-operator"), hub.origin),
            "name": hub.app_slug.capitalize(),
            "description": None,
            "external_url": f"{hub.origin}/apps/{hub.app_slug}",
            "html_url": f"{hub.origin}/apps/{hub.app_slug}",
            "created_at": iso(hub.started_at),
            "updated_at": iso(hub.started_at),
            "permissions": dict(hub.app_permissions),
            "events": list(hub.app_events),
            "installations_count": len(hub.installations),
        }
    )


def installations(request: Request) -> Reply:
    held = request.hub.installations.values()
    return request.page(held, lambda one: shown(request.hub, one))


def installation(request: Request) -> Reply:
    return Reply(shown(request.hub, _named(request)))


def of_repository(request: Request) -> Reply:
    return Reply(shown(request.hub, request.hub.installation_of(request.repo)))


def access_token(request: Request) -> Reply:
    """Make a token for an hour, cut down to the permissions and repositories asked for."""
    hub, held = request.hub, _named(request)
    if held.suspended_at:
        raise Refusal(403, "This installation has been suspended")
    permissions = _permissions(held, request.body.get("permissions"))
    repositories = _repositories(hub, held, request.body)
    value = f"ghs_{token_hex(18)}"
    token = Token(held.id, permissions, hub.now() + LIFE, repositories)
    hub.tokens[value] = token
    data: Json = {
        "token": value,
        "expires_at": iso(token.expires_at),
        "permissions": dict(permissions),
        "repository_selection": "selected",
    }
    return Reply(data, 201)


def repositories(request: Request) -> Reply:
    hub = request.hub
    held = hub.installations[request.caller.installation or 0].repositories
    cut = request.caller.repositories
    seen = sorted(held if cut is None else held & cut)
    reply = request.page(
        [hub.repositories[one] for one in seen], lambda one: repository_shown(hub, one), "repositories"
    )
    return Reply(reply.data | {"repository_selection": "selected"}, headers=reply.headers)


def shown(hub: Hub, held: Installation) -> Json:
    """Return GitHub's schema `installation`."""
    url = f"{hub.api_url}/app/installations/{held.id}"
    return {
        "id": held.id,
        "account": simple_user(hub.person(held.account), hub.origin),
        "repository_selection": "selected",
        "access_tokens_url": f"{url}/access_tokens",
        "repositories_url": f"{hub.api_url}/installation/repositories",
        "html_url": f"{hub.origin}/organizations/{held.account}/settings/installations/{held.id}",
        "app_id": hub.app_id,
        "client_id": hub.client_id,
        "target_id": hub.person(held.account).id,
        "target_type": hub.person(held.account).type,
        "permissions": dict(held.permissions),
        "events": list(held.events),
        "created_at": iso(held.created_at),
        "updated_at": iso(held.created_at),
        "single_file_name": None,
        "app_slug": hub.app_slug,
        "suspended_at": iso(held.suspended_at) if held.suspended_at else None,
        "suspended_by": None,
    }


def _named(request: Request) -> Installation:
    held = request.hub.installations.get(int(request.path["installation_id"]))
    if held is None:
        raise not_found()
    return held


def _permissions(held: Installation, asked: dict[str, str] | None) -> dict[str, str]:
    for name, level in (asked or {}).items():
        if LEVELS[held.permissions.get(name, "none")] < LEVELS[level]:
            raise Refusal(422, "The permissions requested are not granted to this installation.")
    return {"metadata": "read"} | asked if asked else dict(held.permissions)


def _repositories(hub: Hub, held: Installation, body: dict[str, Any]) -> frozenset[int] | None:
    if "repositories" not in body and "repository_ids" not in body:
        return None
    by_name = {hub.repositories[one].name: one for one in held.repositories}
    asked = [*body.get("repository_ids", ()), *map(by_name.get, body.get("repositories", ()))]
    if not set(asked) <= held.repositories:
        words = "There is at least one repository that does not exist or is not accessible to the parent"
        raise Refusal(422, f"{words} installation.")
    return frozenset(asked)


TABLE: Table = {
    "GET /app": of_app(app),
    "GET /app/installations": of_app(installations),
    "GET /app/installations/{installation_id}": of_app(installation),
    "POST /app/installations/{installation_id}/access_tokens": of_app(access_token),
    "GET /repos/{owner}/{repo}/installation": of_app(of_repository),
    "GET /installation/repositories": of_installation(repositories),
}
