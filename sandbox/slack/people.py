"""Who and what a workspace consists of, and how Slack writes each of them in JSON."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class User:
    id: str  # U…, or W… on Enterprise Grid
    name: str  # the handle, without @
    real_name: str
    email: str | None = None
    color: str = "4a154b"  # six hex digits
    is_bot: bool = False
    is_restricted: bool = False  # guest
    deleted: bool = False
    is_stranger: bool = False  # of another workspace
    team_id: str | None = None  # None: of this workspace

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.real_name.split())[:2].upper()


@dataclass(frozen=True)
class Group:
    id: str  # S…
    handle: str  # without @
    users: tuple[str, ...]  # user ids


@dataclass(frozen=True)
class Channel:
    id: str  # C…, or D… for a direct conversation
    name: str  # without #
    purpose: str = ""
    members: frozenset[str] = frozenset()  # user ids
    is_private: bool = False
    is_ext_shared: bool = False
    is_archived: bool = False

    @property
    def is_direct(self) -> bool:
        return self.id.startswith("D")


@dataclass(frozen=True)
class App:
    id: str  # A…
    name: str
    user_id: str  # its bot user
    bot_id: str  # B…
    bot_token: str = ""
    app_token: str = ""  # only the app under test opens sockets


def user_json(user: User, team_id: str, *, with_email: bool) -> Json:
    """Write a user as users.info does; the address only for apps that may read addresses."""
    profile = {
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "team": user.team_id or team_id,
    }
    if with_email and user.email:
        profile["email"] = user.email
    return {
        "id": user.id,
        "team_id": user.team_id or team_id,
        "name": user.name,
        "real_name": user.real_name,
        "deleted": user.deleted,
        "color": user.color,
        "tz": "Europe/Berlin",
        "tz_label": "Central European Time",
        "tz_offset": 3600,
        "profile": profile,
        "is_admin": False,
        "is_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_stranger": user.is_stranger,
        "updated": 1_700_000_000,
    }


def channel_json(channel: Channel, team_id: str, asking: str) -> Json:
    """Write a conversation as conversations.info does for the user `asking`."""
    if channel.is_direct:
        person = next((one for one in channel.members if one != asking), asking)
        return {"id": channel.id, "is_im": True, "is_channel": False, "user": person, "is_archived": False}
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": channel.name == "general",
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "is_member": asking in channel.members,
        "context_team_id": team_id,
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
        "topic": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(channel.members),
    }


def group_json(group: Group, team_id: str, *, with_users: bool) -> Json:
    """Write a user group as usergroups.list does."""
    written = {
        "id": group.id,
        "team_id": team_id,
        "is_usergroup": True,
        "name": group.handle,
        "handle": group.handle,
        "description": "",
        "date_delete": 0,
        "user_count": len(group.users),
    }
    if with_users:
        written["users"] = list(group.users)
    return written
