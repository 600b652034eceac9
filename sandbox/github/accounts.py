"""People, teams and what is left of the hour's calls."""

from sandbox.github.person import Person, simple_user
from sandbox.github.refusal import Json, not_found
from sandbox.github.reply import Reply
from sandbox.github.request import Request
from sandbox.github.route import Route, Table, reads
from sandbox.github.times import iso

BLANK = ("bio", "blog", "company", "hireable", "location")
COUNTS = ("followers", "following", "public_gists", "public_repos")


def user(request: Request) -> Reply:
    found = request.hub.people.get(request.path["username"].lower())
    if found is None:
        raise not_found()
    return Reply(_public(request, found))


def oneself(request: Request) -> Reply:
    return Reply(_public(request, request.hub.person(request.caller.login)))


def membership(request: Request) -> Reply:
    """Answer whether somebody belongs to a team; 404 when not."""
    login = request.path["username"]
    if login.lower() not in {member.lower() for member in _team(request)}:
        raise not_found()
    return Reply({"url": request.url, "role": "member", "state": "active"})


def members(request: Request) -> Reply:
    hub = request.hub
    return request.page(sorted(_team(request)), lambda login: simple_user(hub.person(login), hub.origin))


def rate_limit(request: Request) -> Reply:
    state = request.hub.rates.state(request.caller.rate_key, request.hub.now())
    return Reply({"resources": {"core": state, "search": state}, "rate": state})


def _team(request: Request) -> set[str]:
    organization = request.path["org"].lower()
    held = request.hub.teams.get((organization, request.path["team_slug"]))
    if held is None or not _is_in(request, organization):
        raise not_found()
    return held


def _is_in(request: Request, organization: str) -> bool:
    """Whether the caller's installation is this organization's own."""
    if request.caller.installation is None:
        return True
    return request.hub.installations[request.caller.installation].account.lower() == organization


def _public(request: Request, person: Person) -> Json:
    at = iso(request.hub.started_at)
    told = {"name": person.name, "email": person.email, "created_at": at, "updated_at": at}
    return {
        **simple_user(person, request.hub.origin),
        **dict.fromkeys(BLANK),
        **dict.fromkeys(COUNTS, 0),
        **told,
    }


TABLE: Table = {
    "GET /users/{username}": reads(user),
    "GET /user": Route(oneself, "", frozenset({"user"})),
    "GET /orgs/{org}/teams/{team_slug}/memberships/{username}": reads(membership, "members"),
    "GET /orgs/{org}/teams/{team_slug}/members": reads(members, "members"),
    "GET /rate_limit": Route(rate_limit, ""),
}
