"""GET /compare/{basehead}: what lies between two commits."""

from dataclasses import dataclass

from sandbox.github import commits, diffs, files, objects
from sandbox.github.git import GitFailed
from sandbox.github.objects import Commit
from sandbox.github.refusal import Json, Refusal, not_found
from sandbox.github.reply import Reply
from sandbox.github.request import Request
from sandbox.github.route import Table, reads


@dataclass(frozen=True)
class Ends:
    base: str
    head: str
    common: str  # the best common ancestor


def compare(request: Request) -> Reply:
    """Answer `git log base..head`, oldest first, and `git diff base...head`."""
    ends = _ends(request)
    if raw := commits.raw_diff(request, ends.common, ends.head):
        return raw
    found = objects.log(request.repo.path, "--reverse", "--date-order", f"{ends.base}..{ends.head}")
    data = _shown(request, ends, found)
    if request.page_number == 1:
        changed = diffs.between(request.repo.path, ends.common, ends.head)
        data["files"] = files.shown(request, changed[: request.hub.limits.compare_files], ends.head)
    return Reply(data, headers=request.links(len(found)) if _is_paged(request) else {})


def ends_of(request: Request) -> tuple[str, str]:
    """Return the ids of base and head. Raises Refusal: 404 when either is not there."""
    base, separator, head = request.path["basehead"].partition("...")
    if not separator:
        raise not_found()
    return tuple(commits.sha_of(request.repo, name.rpartition(":")[2]) for name in (base, head))  # type: ignore[return-value] # two


def _ends(request: Request) -> Ends:
    base, head = ends_of(request)
    try:
        return Ends(base, head, objects.merge_base(request.repo.path, base, head))
    except GitFailed as apart:
        raise Refusal(404, f"No common ancestor between {base} and {head}.") from apart


def _shown(request: Request, ends: Ends, found: tuple[Commit, ...]) -> Json:
    hub, repository = request.hub, request.repo
    behind = objects.count(repository.path, f"{ends.head}..{ends.base}")
    span = f"{ends.base}...{ends.head}"
    web = f"{hub.origin}/{repository.full_name}/compare/{span}"
    inner = objects.commit(repository.path, ends.base), objects.commit(repository.path, ends.common)
    base, common = (commits.shown(hub, repository, commit) for commit in inner)
    return {
        "url": f"{request.api}/compare/{span}",
        "html_url": web,
        "permalink_url": web,
        "diff_url": f"{web}.diff",
        "patch_url": f"{web}.patch",
        "base_commit": base,
        "merge_base_commit": common,
        "status": _status(len(found), behind),
        "ahead_by": len(found),
        "behind_by": behind,
        "total_commits": len(found),
        "commits": [commits.shown(hub, repository, commit) for commit in _listed(request, found)],
    }


def _is_paged(request: Request) -> bool:
    return bool({"page", "per_page"} & set(request.query))


def _listed(request: Request, found: tuple[Commit, ...]) -> tuple[Commit, ...]:
    """Return one page from the oldest on, or the newest of all when no page was asked for."""
    if not _is_paged(request):
        return found[-request.hub.limits.compare_commits :]
    start = (request.page_number - 1) * request.per_page
    return found[start : start + request.per_page]


def _status(ahead: int, behind: int) -> str:
    if ahead and behind:
        return "diverged"
    return "ahead" if ahead else "behind" if behind else "identical"


TABLE: Table = {"GET /repos/{owner}/{repo}/compare/{basehead}": reads(compare, "contents")}
