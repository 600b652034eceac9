"""Artifacts over REST; the bytes are elsewhere, at an address that lives a minute."""

from sandbox.github.actions import deployed
from sandbox.github.actions.artifact import Artifact
from sandbox.github.actions.runs import RUN, named
from sandbox.github.refusal import Refusal, not_found
from sandbox.github.reply import Reply
from sandbox.github.request import Request
from sandbox.github.route import Table, reads


def of_run(request: Request) -> Reply:
    held = request.hub.actions.ledger.artifacts_of(named(request).id)
    return _page(request, held)


def listed(request: Request) -> Reply:
    ledger = request.hub.actions.ledger
    held = [one for one in ledger.artifacts.values() if ledger.runs[one.run].repository == request.repo.id]
    return _page(request, held)


def _page(request: Request, held: list[Artifact]) -> Reply:
    name = request.query.get("name")
    shown = [one for one in reversed(held) if name in {None, one.name}]
    return request.page(shown, lambda one: deployed.artifact(request.hub.actions, one), "artifacts")


def one(request: Request) -> Reply:
    return Reply(deployed.artifact(request.hub.actions, _named(request)))


def archive(request: Request) -> Reply:
    """Point to where the zip is, for a minute."""
    held = _named(request)
    if request.path["archive_format"] != "zip":
        raise Refusal(415, "Unsupported archive format")
    if held.expired:
        raise Refusal(410, "Artifact has expired")
    return Reply(status=302, headers={"Location": request.hub.actions.storage.ticket(held)})


def _named(request: Request) -> Artifact:
    ledger = request.hub.actions.ledger
    held = ledger.artifacts.get(int(request.path["artifact_id"]))
    if held is None or ledger.runs[held.run].repository != request.repo.id:
        raise not_found()
    return held


ALL = "/repos/{owner}/{repo}/actions/artifacts"

TABLE: Table = {
    f"GET {RUN}/artifacts": reads(of_run, "actions"),
    f"GET {ALL}": reads(listed, "actions"),
    f"GET {ALL}/{{artifact_id}}": reads(one, "actions"),
    f"GET {ALL}/{{artifact_id}}/{{archive_format}}": reads(archive, "actions"),
}
