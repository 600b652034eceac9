"""chat.*: messages of the app."""

from dataclasses import replace

from sandbox.slack import posting
from sandbox.slack.content import Content, content, said
from sandbox.slack.message import Message, message_json
from sandbox.slack.methods.request import Request
from sandbox.slack.people import Channel, Json
from sandbox.slack.refusal import Refusal


def post_message(request: Request) -> Json:
    channel = _writable(request)
    draft = posting.by_app(request.hub, request.app, channel, _said(request))
    thread_ts = request.args.text("thread_ts") or None
    is_broadcast = bool(thread_ts) and request.args.flag("reply_broadcast")
    message = posting.post(request.hub, replace(draft, thread_ts=thread_ts, is_broadcast=is_broadcast))
    return {"channel": channel.id, "ts": message.ts, "message": _written(request, message)}


def post_ephemeral(request: Request) -> Json:
    channel = _writable(request)
    user = request.args.required("user")
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    draft = posting.by_app(request.hub, request.app, channel, _said(request))
    thread_ts = request.args.text("thread_ts") or None
    request.workspace.put(replace(draft, for_user=user, thread_ts=thread_ts, metadata=None))
    return {"message_ts": draft.ts}


def update(request: Request) -> Json:
    message = _own(request, "cant_update_message")
    new = content(request.args)
    request.check_files(new.blocks)
    if new.is_empty and new.metadata is None:
        raise Refusal("no_text")
    message = posting.rewrite(request.hub, message, new)
    written = _written(request, message)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": written}


def delete(request: Request) -> Json:
    message = _own(request, "cant_delete_message")
    request.workspace.remove(message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(request: Request) -> Json:
    channel = request.channel()
    ts = request.args.required("message_ts")
    message = request.workspace.message(channel.id, ts)
    link = f"{request.hub.origin}/archives/{channel.id}/p{ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _said(request: Request) -> Content:
    taken = said(request.args)
    request.check_files(taken.blocks)
    return taken


def _writable(request: Request) -> Channel:
    named = request.args.required("channel")
    workspace = request.workspace
    if named in workspace.users:
        return workspace.direct(named, request.app.user_id)
    channel = workspace.channel(named)
    if request.is_hidden(channel):
        raise Refusal("channel_not_found")
    if channel.is_archived:
        raise Refusal("is_archived")
    if request.app.user_id not in channel.members and not request.may("chat:write.public"):
        raise Refusal("not_in_channel")
    return channel


def _own(request: Request, error: str) -> Message:
    channel = request.channel()
    message = request.workspace.message(channel.id, request.args.required("ts"))
    if message.is_ephemeral or message.is_deleted:
        raise Refusal("message_not_found")
    if message.app_id != request.app.id:
        raise Refusal(error)
    return message


def _written(request: Request, message: Message) -> Json:
    return message_json(message, request.workspace.team_id, with_metadata=True)
