"""Changed files as GitHub shows them: not all of a long patch, and none of a very long one."""

from collections.abc import Iterable
from urllib.parse import quote

from sandbox.github.diffs import FileDiff
from sandbox.github.refusal import Json
from sandbox.github.request import Request


def shown(request: Request, files: Iterable[FileDiff], head: str) -> list[Json]:
    """Return GitHub's `diff-entry` of each; the patches of all stay under a limit together."""
    limits, spent, entries = request.hub.limits, 0, []
    for one in files:
        entry = _entry(request, one, head)
        size = len((one.patch or "").encode())
        is_long = one.lines > limits.patch_lines or size > limits.patch_bytes
        if one.patch is not None and not is_long and spent + size <= limits.patches_bytes:
            entry["patch"] = one.patch
            spent += size
        entries.append(entry)
    return entries


def _entry(request: Request, one: FileDiff, head: str) -> Json:
    web = f"{request.hub.origin}/{request.repo.full_name}"
    name = quote(one.filename)
    return {
        "sha": one.sha,
        "filename": one.filename,
        "status": one.status,
        "additions": one.additions,
        "deletions": one.deletions,
        "changes": one.lines,
        "blob_url": f"{web}/blob/{head}/{name}",
        "raw_url": f"{web}/raw/{head}/{name}",
        "contents_url": f"{request.api}/contents/{name}?ref={head}",
        **({"previous_filename": one.previous} if one.previous else {}),
    }
