"""users.* and usergroups.*: who is who, and who belongs to what."""

from sandbox.slack.methods.request import Request
from sandbox.slack.paging import page
from sandbox.slack.people import Json, User, group_json, user_json
from sandbox.slack.refusal import Refusal


def user(request: Request) -> Json:
    found = request.workspace.users.get(request.args.required("user"))
    if found is None:
        raise Refusal("user_not_found")
    return {"user": _written(request, found)}


def users(request: Request) -> Json:
    shown, cursor = page(list(request.workspace.users.values()), request.args)
    return {
        "members": [_written(request, one) for one in shown],
        "cache_ts": 1_700_000_000,
        "response_metadata": {"next_cursor": cursor},
    }


def user_by_email(request: Request) -> Json:
    email = request.args.required("email").lower()
    for one in request.workspace.users.values():
        if one.email == email and not one.deleted and not one.is_stranger:
            return {"user": _written(request, one)}
    raise Refusal("users_not_found")


def groups(request: Request) -> Json:
    with_users = request.args.flag("include_users")
    team = request.workspace.team_id
    found = request.workspace.groups.values()
    return {"usergroups": [group_json(group, team, with_users=with_users) for group in found]}


def group_users(request: Request) -> Json:
    group = request.workspace.groups.get(request.args.required("usergroup"))
    if group is None:
        raise Refusal("no_such_subteam")
    return {"users": list(group.users)}


def _written(request: Request, one: User) -> Json:
    return user_json(one, request.workspace.team_id, with_email=request.may("users:read.email"))
