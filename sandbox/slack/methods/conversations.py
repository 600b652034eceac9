"""conversations.*: channels and what was said in them."""

from collections.abc import Callable

from sandbox.slack.message import Message, message_json
from sandbox.slack.methods.request import Request
from sandbox.slack.paging import page
from sandbox.slack.people import Channel, Json, channel_json
from sandbox.slack.refusal import Refusal


def listed(request: Request) -> Json:
    kinds = set(request.args.text("types", "public_channel").replace(" ", "").split(","))
    hides_archived = request.args.flag("exclude_archived")
    found = [
        channel
        for channel in request.workspace.channels.values()
        if _kind(channel) in kinds
        and not request.is_hidden(channel)
        and _may_read(request, channel)
        and not (hides_archived and channel.is_archived)
    ]
    shown, cursor = page(found, request.args)
    return {
        "channels": [_written(request, channel) for channel in shown],
        "response_metadata": {"next_cursor": cursor},
    }


def info(request: Request) -> Json:
    return {"channel": _written(request, request.channel())}


def members(request: Request) -> Json:
    shown, cursor = page(sorted(request.channel().members), request.args)
    return {"members": shown, "response_metadata": {"next_cursor": cursor}}


def join(request: Request) -> Json:
    channel = request.channel()
    if channel.is_private or channel.is_direct:
        raise Refusal("method_not_supported_for_channel_type")
    return {"channel": _written(request, request.workspace.join(channel, request.app.user_id))}


def opened(request: Request) -> Json:
    people = request.args.required("users").split(",")
    if len(people) != 1:
        raise Refusal("invalid_arguments")
    return {"channel": {"id": request.workspace.direct(people[0], request.app.user_id).id}}


def history(request: Request) -> Json:
    channel = _readable(request)
    shown = [one for one in request.workspace.logs[channel.id].shown() if not one.is_ephemeral]
    found = [one for one in reversed(shown) if _within(request)(one)]
    return _page(request, found)


def replies(request: Request) -> Json:
    channel = _readable(request)
    log = request.workspace.logs[channel.id]
    parent = log.by_ts.get(request.args.required("ts"))
    if parent is None or parent.is_ephemeral:
        raise Refusal("thread_not_found")
    said = [one for one in log.thread(parent.ts) if not one.is_ephemeral]
    return _page(request, [parent, *filter(_within(request), said)])


def _page(request: Request, found: list[Message]) -> Json:
    shown, cursor = page(found, request.args)
    with_metadata = request.args.flag("include_all_metadata")
    answer: Json = {
        "messages": [_message(request, one, with_metadata=with_metadata) for one in shown],
        "has_more": bool(cursor),
    }
    return answer | {"response_metadata": {"next_cursor": cursor}} if cursor else answer


def _message(request: Request, message: Message, *, with_metadata: bool) -> Json:
    written = message_json(message, request.workspace.team_id, with_metadata=with_metadata)
    if message.thread_ts == message.ts:
        written["reply_count"] = len(request.workspace.logs[message.channel].thread(message.ts))
    return written


def _within(request: Request) -> Callable[[Message], bool]:
    args = request.args
    oldest, latest = _moment(args.text("oldest") or "0"), _moment(args.text("latest") or "inf")
    is_inclusive = args.flag("inclusive")

    def is_wanted(message: Message) -> bool:
        at = float(message.ts)
        return oldest < at < latest or (is_inclusive and at in {oldest, latest})

    return is_wanted


def _moment(ts: str) -> float:
    try:
        return float(ts)
    except ValueError as wrong:
        raise Refusal("invalid_ts_oldest") from wrong


def _readable(request: Request) -> Channel:
    channel = request.channel()
    if not _may_read(request, channel, "history"):
        raise Refusal("missing_scope", needed=_scope(channel, "history"))
    if request.app.user_id not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def _kind(channel: Channel) -> str:
    if channel.is_direct:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


def _scope(channel: Channel, what: str) -> str:
    return {"im": "im", "private_channel": "groups", "public_channel": "channels"}[
        _kind(channel)
    ] + f":{what}"


def _may_read(request: Request, channel: Channel, what: str = "read") -> bool:
    return request.may(_scope(channel, what))


def _written(request: Request, channel: Channel) -> Json:
    return channel_json(channel, request.workspace.team_id, request.app.user_id)
