"""files.*: uploading a picture in three steps, and taking it away."""

from typing import Any, NoReturn

from sandbox.slack.files import file_json
from sandbox.slack.methods.request import Request
from sandbox.slack.people import Json
from sandbox.slack.refusal import Refusal

UPLOADS = "/upload/v1/"  # and a secret: where the bytes are sent to


def upload(_: Request) -> NoReturn:
    """Refuse, as Slack does since November 2025."""
    raise Refusal("method_deprecated")


def upload_url(request: Request) -> Json:
    args = request.args
    if not (args.has("filename") and args.has("length")):
        raise Refusal("missing_argument")
    length = args.text("length")
    if not length.isdecimal():
        raise Refusal("invalid_arguments")
    files = request.workspace.files
    file = files.reserve(request.app, args.required("filename"), int(length), args.text("alt_txt"))
    return {"upload_url": f"{request.hub.origin}{UPLOADS}{file.secret}", "file_id": file.id}


def complete_upload(request: Request) -> Json:
    """End the upload of files that stay private; sharing them in a channel is not played here."""
    if any(request.args.has(name) for name in ("channel_id", "channels", "initial_comment", "thread_ts")):
        raise Refusal.with_messages("invalid_arguments", ["this Slack shares no files in channels"])
    named = request.args.structure("files")
    if not isinstance(named, list) or not named or not all(isinstance(one, dict) for one in named):
        raise Refusal("invalid_arguments")
    ended = [_completed(request, one) for one in named]
    request.workspace.changed()
    return {"files": [{"id": file_id, "title": title} for file_id, title in ended]}


def info(request: Request) -> Json:
    file = request.workspace.files.own(request.app, request.args.required("file"))
    team = request.workspace.team_id
    return {"file": file_json(file, team, request.hub.origin, request.app.user_id)}


def delete(request: Request) -> Json:
    request.workspace.files.delete(request.app, request.args.required("file"))
    request.workspace.changed()
    return {}


def _completed(request: Request, named: dict[str, Any]) -> tuple[str, str]:
    title = str(named.get("title") or "")
    file = request.workspace.files.complete(request.app, str(named.get("id")), title)
    return file.id, file.title
