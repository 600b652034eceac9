"""The dependency graph's comparison, which a repository has or has not."""

from sandbox.github.comparing import ends_of
from sandbox.github.refusal import Refusal
from sandbox.github.reply import Reply
from sandbox.github.request import Request
from sandbox.github.route import Table, reads


def compare(request: Request) -> Reply:
    """Answer the changes that the test gave for these two commits; none when it gave none."""
    held = request.repo.dependency_changes
    if held is None:
        raise Refusal(403, "Dependency review is not supported on this repository.")
    changes = held.get(ends_of(request), [])
    wanted = request.query.get("name")
    return Reply([one for one in changes if wanted in {None, one["manifest"]}])


TABLE: Table = {"GET /repos/{owner}/{repo}/dependency-graph/compare/{basehead}": reads(compare, "contents")}
