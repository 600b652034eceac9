"""Whether Slack lets Airlock in, and into the policy's channels, and knows whom the policy names."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from app import wiring
from app.adapters.people import People
from app.adapters.slack import Slack, translated
from app.commands.apptoken import check_app_token
from app.commands.doctor.line import Check, Line, Mark, checked, reached
from app.domain.errors import BadInput
from app.domain.person import Standing

STATUS = "slack-status.com"
LOOKED_AT = 5  # people of a group
# What does not work without each; a test holds them against manifest.yml.
SCOPES = {
    "channels:history": "finding a card whose posting was in doubt",
    "channels:read": "knowing channels by their names",
    "chat:write": "posting anything at all",
    "commands": "`/deploy`",
    "files:write": "the picture on App Home",
    "groups:history": "finding a card in a private channel",
    "groups:read": "knowing private channels by their names",
    "metadata.message:read": "deploys queued by another app's message",
    "usergroups:read": "knowing who is in a user group",
    "users:read": "telling guests and bots from members",
    "users:read.email": "knowing whose commits they are",
}


def lines(parts: wiring.Parts) -> Iterator[Line]:
    """Yield a line for each token, and one for the scopes when the bot token is good for anything."""
    known: list[SlackResponse] = []
    where = str(parts.settings.slack_api_url)
    yield checked(Check.BOT_TOKEN, lambda: reached(lambda: _bot_token(parts, known), where, STATUS))
    for told in known:
        yield _scopes(told)
    yield checked(Check.APP_TOKEN, lambda: reached(lambda: _app_token(parts), where, STATUS))


def _bot_token(parts: wiring.Parts, known: list[SlackResponse]) -> str:
    with translated():
        me = parts.client.auth_test()
    known.append(me)
    return f"is {me['user']} in {me['team']}"


def _scopes(told: SlackResponse) -> Line:
    """Say which scopes are missing; Slack lists what was granted in a header of every answer."""
    headers = {str(name).lower(): str(value) for name, value in told.headers.items()}
    if "x-oauth-scopes" not in headers:
        words = "Slack does not say which were granted; compare OAuth & Permissions with manifest.yml."
        return Line(Mark.NOTE, Check.SCOPES, words)
    granted = {scope.strip() for scope in headers["x-oauth-scopes"].split(",")}
    missing = [f"{scope} ({use})" for scope, use in SCOPES.items() if scope not in granted]
    if not missing:
        return Line(Mark.OK, Check.SCOPES, f"all {len(SCOPES)} of manifest.yml are granted")
    words = f"missing: {', '.join(missing)}; put manifest.yml into the app's settings and reinstall the app."
    return Line(Mark.MEND, Check.SCOPES, words)


def _app_token(parts: wiring.Parts) -> str:
    token = parts.settings.slack_app_token
    check_app_token(parts, token.get_secret_value() if token else "")
    return "may open sockets"


class _Book(dict[str, str]):
    """Channel ids as Slack gives them now: those kept in Redis may be of a channel that is gone."""

    def put(self, name: str, channel_id: str) -> None:
        self[name] = channel_id


@dataclass
class Workspace:
    """What a policy names, as Slack knows it; asked without Redis."""

    client: WebClient
    _book: _Book = field(default_factory=_Book)

    def __post_init__(self) -> None:
        self._slack, self._people = Slack(self.client, self._book), People(self.client)

    def channel(self, name: str) -> str:
        """Say that the app may post in a channel, #name or id. Raises BadInput, Transient."""
        channel_id = self._slack.channel_id(name)
        with translated():
            found: dict[str, Any] = self.client.conversations_info(channel=channel_id)["channel"]
        if found.get("is_archived"):
            raise BadInput("The channel is archived: name another in the policy, or restore it.")
        if found.get("is_ext_shared") or found.get("is_pending_ext_shared"):
            raise BadInput("The channel is shared with another workspace; name one that is not.")
        if not found.get("is_member"):
            raise BadInput("The app is not in the channel: type `/invite @Airlock` there.")
        return f"the app is in {found['id']}"

    def who(self, name: str) -> str:
        """Say how many people a policy's @group, group id or user id is. Raises BadInput, Transient."""
        members = self._people.members([name])[name]
        if members is None:
            raise BadInput("No user group in Slack has that name: create it there, or mend the policy.")
        if not members:
            raise BadInput("Nobody is in that user group: add people to it in Slack.")
        standings = [self._people.person(member, ()).standing for member in sorted(members)[:LOOKED_AT]]
        if Standing.MEMBER not in standings:
            raise BadInput("None of them is a member of this workspace who may decide: name somebody else.")
        return "1 person" if len(members) == 1 else f"{len(members)} people"
