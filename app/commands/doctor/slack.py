"""Whether Slack lets Airlock in, and into the policy's channels, and knows whom the policy names."""

from collections.abc import Iterator

from app import wiring
from app.adapters.slack import translated
from app.commands.apptoken import check_app_token
from app.commands.doctor.line import Line, checked
from app.domain.errors import BadInput
from app.domain.person import Standing

LOOKED_AT = 5  # people of a group


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


def who(parts: wiring.Parts, name: str) -> str:
    """Say how many people a policy's @group, group id or user id is. Raises BadInput, Transient."""
    members = parts.chat.members([name])[name]
    if members is None:
        raise BadInput("No user group in Slack has that name: create it there, or mend the policy.")
    if not members:
        raise BadInput("Nobody is in that user group: add people to it in Slack.")
    standings = [parts.chat.person(member, ()).standing for member in sorted(members)[:LOOKED_AT]]
    if Standing.MEMBER not in standings:
        raise BadInput("None of them is a member of this workspace who may decide: name somebody else.")
    return "1 person" if len(members) == 1 else f"{len(members)} people"
