"""views.*: modals and Home tabs."""

from dataclasses import replace

from sandbox.slack import stack, view_rules
from sandbox.slack.block_shapes import Surface
from sandbox.slack.methods.request import Request
from sandbox.slack.people import Json
from sandbox.slack.refusal import Refusal
from sandbox.slack.view import View, new_hash, view_json


def opened(request: Request) -> Json:
    content = _modal(request)
    trigger = request.hub.tickets.redeem(request.args.required("trigger_id"))
    return _shown(request, stack.start(request.workspace, trigger.user, content))


def push(request: Request) -> Json:
    content = _modal(request)
    trigger = request.hub.tickets.redeem(request.args.required("trigger_id"))
    return _shown(request, stack.push(request.workspace, trigger.user, content))


def update(request: Request) -> Json:
    content = _modal(request)
    view = _found(request)
    _unchanged(request, view)
    return _shown(request, stack.update(request.workspace, view, content))


def publish(request: Request) -> Json:
    user = request.args.required("user_id")
    if user not in request.workspace.users:
        raise Refusal("user_not_found")
    content = _checked(request, Surface.HOME)
    old = request.workspace.homes.get(user)
    if old is None:
        new_id = stack.new_id()
        return _shown(request, request.workspace.put_view(View(new_id, user, content, new_id)))
    _unchanged(request, old)
    return _shown(request, request.workspace.put_view(replace(old, content=content, hash=new_hash())))


def _modal(request: Request) -> Json:
    return _checked(request, Surface.MODAL)


def _checked(request: Request, kind: Surface) -> Json:
    content = view_rules.check(request.args.structure("view"), kind=kind)
    request.check_files(content["blocks"], "invalid_arguments", "/view/blocks")
    return content


def _found(request: Request) -> View:
    view_id, external_id = request.args.text("view_id"), request.args.text("external_id")
    for view in request.workspace.views():
        if view.id == view_id or (external_id and view.content.get("external_id") == external_id):
            return view
    raise Refusal("not_found")


def _unchanged(request: Request, view: View) -> None:
    if request.args.has("hash") and request.args.text("hash") != view.hash:
        raise Refusal("hash_conflict")


def _shown(request: Request, view: View) -> Json:
    return {"view": view_json(view, request.app, request.workspace.team_id)}
