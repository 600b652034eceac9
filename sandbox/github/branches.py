"""Branches, and what must hold before they move: branch protection and rulesets."""

from dataclasses import dataclass

from sandbox.github import commits, objects
from sandbox.github.integrations import app_id
from sandbox.github.refusal import Json, Refusal
from sandbox.github.reply import Reply
from sandbox.github.request import Request
from sandbox.github.route import Table, reads


@dataclass(frozen=True)
class Required:
    context: str
    app: str | None = None  # slug of the App that must have made it; None: anybody


@dataclass(frozen=True)
class Protection:
    branch: str
    required: tuple[Required, ...] | None  # None: status checks are not required
    is_strict: bool = False


@dataclass(frozen=True)
class Ruleset:
    id: int
    required: tuple[Required, ...]
    branches: tuple[str, ...] = ()  # names; empty: the default branch
    is_active: bool = True  # rules of a disabled one do not apply


def one(request: Request) -> Reply:
    name = request.path["branch"]
    heads = _heads(request)
    if name not in heads:
        raise Refusal(404, "Branch not found")
    commit = objects.commit(request.repo.path, heads[name])
    url = f"{request.api}/branches/{name}"
    data = _short(request, name, heads[name]) | {
        "commit": commits.shown(request.hub, request.repo, commit),
        "_links": {"self": url, "html": f"{request.hub.origin}/{request.repo.full_name}/tree/{name}"},
        "protection": _protection(request, name),
        "protection_url": f"{url}/protection",
    }
    return Reply(data)


def many(request: Request) -> Reply:
    wanted = request.query.get("protected")
    found = [
        (name, sha)
        for name, sha in _heads(request).items()
        if wanted in {None, name in request.repo.protections}
    ]
    return request.page(found, lambda held: _short(request, *held))


def required_status_checks(request: Request) -> Reply:
    name = request.path["branch"]
    held = request.repo.protections.get(name)
    if held is None:
        raise Refusal(404, "Branch not protected")
    if held.required is None:
        raise Refusal(404, "Required status checks not enabled")
    url = f"{request.api}/branches/{name}/protection/required_status_checks"
    data = {
        "url": url,
        "strict": held.is_strict,
        "contexts": [one.context for one in held.required],
        "contexts_url": f"{url}/contexts",
        "checks": [_check(request, one) for one in held.required],
    }
    return Reply(data)


def rules(request: Request) -> Reply:
    """Answer the active rules for a branch, whether it is there or not."""
    name = request.path["branch"]
    found = [one for one in request.repo.rulesets if one.is_active and _covers(request, one, name)]
    return request.page(found, lambda held: _rule(request, held))


def _covers(request: Request, ruleset: Ruleset, branch: str) -> bool:
    return branch in (ruleset.branches or (request.repo.default_branch,))


def _rule(request: Request, ruleset: Ruleset) -> Json:
    checks = [
        {"context": one.context} | ({"integration_id": app_id(request.hub, one.app)} if one.app else {})
        for one in ruleset.required
    ]
    return {
        "type": "required_status_checks",
        "parameters": {
            "required_status_checks": checks,
            "strict_required_status_checks_policy": False,
            "do_not_enforce_on_create": False,
        },
        "ruleset_source_type": "Repository",
        "ruleset_source": request.repo.full_name,
        "ruleset_id": ruleset.id,
    }


def _check(request: Request, required: Required) -> Json:
    number = app_id(request.hub, required.app) if required.app else None
    return {"context": required.context, "app_id": number}


def _protection(request: Request, branch: str) -> Json:
    held = request.repo.protections.get(branch)
    required = (held.required if held else None) or ()
    return {
        "enabled": held is not None,
        "required_status_checks": {
            "enforcement_level": "non_admins" if required else "off",
            "contexts": [one.context for one in required],
            "checks": [_check(request, one) for one in required],
        },
    }


def _short(request: Request, name: str, sha: str) -> Json:
    commit = {"sha": sha, "url": f"{request.api}/commits/{sha}"}
    return {"name": name, "commit": commit, "protected": name in request.repo.protections}


def _heads(request: Request) -> dict[str, str]:
    """Return the commit of each branch."""
    told = request.repo.git.text("for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", "refs/heads")
    pairs = (line.rpartition(" ") for line in told.splitlines())
    return {name: sha for name, _, sha in pairs}


TABLE: Table = {
    "GET /repos/{owner}/{repo}/branches": reads(many, "contents"),
    "GET /repos/{owner}/{repo}/branches/{branch}": reads(one, "contents"),
    "GET /repos/{owner}/{repo}/branches/{branch}/protection/required_status_checks": reads(
        required_status_checks, "administration"
    ),
    "GET /repos/{owner}/{repo}/rules/branches/{branch}": reads(rules),
}
