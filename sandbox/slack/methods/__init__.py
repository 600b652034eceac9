"""The Web API: every method that this Slack knows, with its token, scopes and tier."""

from sandbox.slack.methods import auth, chat, conversations, directory, files, views
from sandbox.slack.methods.request import Method, Request

__all__ = ["METHODS", "Method", "Request"]

CHANNELS = ("channels:read", "groups:read", "mpim:read", "im:read")
HISTORY = ("channels:history", "groups:history", "mpim:history", "im:history")

# Tiers: java-slack-sdk MethodsRateLimits. Scopes: any one of those named lets the call pass.
METHODS: dict[str, Method] = {
    "auth.test": Method(auth.test, tier=4),
    "apps.connections.open": Method(auth.connections_open, token="xapp", tier=1),  # noqa: S106 - a prefix
    "chat.postMessage": Method(chat.post_message, ("chat:write",), tier=4),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("chat:write",), tier=4),
    "chat.update": Method(chat.update, ("chat:write",), tier=3),
    "chat.delete": Method(chat.delete, ("chat:write",), tier=3),
    "chat.getPermalink": Method(chat.get_permalink, tier=4),
    "conversations.list": Method(conversations.listed, CHANNELS, tier=2),
    "conversations.info": Method(conversations.info, CHANNELS, tier=3),
    "conversations.members": Method(conversations.members, CHANNELS, tier=4),
    "conversations.join": Method(conversations.join, ("channels:join",), tier=3),
    "conversations.open": Method(conversations.opened, ("im:write",), tier=3),
    "conversations.history": Method(conversations.history, HISTORY, tier=3),
    "conversations.replies": Method(conversations.replies, HISTORY, tier=3),
    "files.upload": Method(files.upload, ("files:write",), tier=2),
    "files.getUploadURLExternal": Method(files.upload_url, ("files:write",), tier=4),
    "files.completeUploadExternal": Method(files.complete_upload, ("files:write",), tier=4),
    "files.info": Method(files.info, ("files:read",), tier=4),
    "files.delete": Method(files.delete, ("files:write",), tier=3),
    "users.info": Method(directory.user, ("users:read",), tier=4),
    "users.list": Method(directory.users, ("users:read",), tier=2),
    "users.lookupByEmail": Method(directory.user_by_email, ("users:read.email",), tier=3),
    "usergroups.list": Method(directory.groups, ("usergroups:read",), tier=2),
    "usergroups.users.list": Method(directory.group_users, ("usergroups:read",), tier=2),
    "views.open": Method(views.opened, tier=4),
    "views.push": Method(views.push, tier=4),
    "views.update": Method(views.update, tier=4),
    "views.publish": Method(views.publish, tier=4),
}
