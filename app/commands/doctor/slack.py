"""Whether Slack lets Airlock in, and into the policy's channels."""

from collections.abc import Iterator

from app import wiring
from app.adapters.slack import translated
from app.commands.apptoken import check_app_token
from app.commands.doctor.line import Line, checked
from app.domain.errors import BadInput


def lines(parts: wiring.Parts) -> Iterator[Line]:
    yield checked("Slack bot token", lambda: _bot_token(parts))
    yield checked("Slack app token", lambda: _app_token(parts))


def _bot_token(parts: wiring.Parts) -> str:
    with translated():
        me = parts.client.auth_test()
    return f"is {me['user']} in {me['team']}"


def _app_token(parts: wiring.Parts) -> str:
    token = parts.settings.slack_app_token
    check_app_token(parts, token.get_secret_value() if token else "")
    return "may open sockets"


def channel(parts: wiring.Parts, name: str) -> str:
    """Say that the app may post in a channel, #name or id. Raises BadInput, Transient."""
    with translated():
        found = parts.client.conversations_info(channel=parts.chat.channel_id(name))["channel"]
    if found.get("is_ext_shared") or found.get("is_pending_ext_shared"):
        raise BadInput("The channel is shared with another workspace; name one that is not.")
    if not found.get("is_member"):
        raise BadInput("The app is not in the channel: type `/invite @Airlock` there.")
    return f"the app is in {found['id']}"
