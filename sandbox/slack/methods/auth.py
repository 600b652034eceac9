"""auth.* and apps.*: who am I, and where do I connect."""

from sandbox.slack.methods.request import Request
from sandbox.slack.people import Json


def test(request: Request) -> Json:
    workspace = request.workspace
    return {
        "url": f"{request.hub.origin}/",
        "team": workspace.team_name,
        "team_id": workspace.team_id,
        "user": workspace.users[request.app.user_id].name,
        "user_id": request.app.user_id,
        "bot_id": request.app.bot_id,
        "is_enterprise_install": False,
    }


def connections_open(request: Request) -> Json:
    hub = request.hub
    host = hub.origin.replace("http://", "ws://")
    return {"url": f"{host}/link/?ticket={hub.sockets.ticket()}&app_id={request.app.id}"}
