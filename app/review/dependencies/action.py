"""GitHub's workflows and composite actions: whose code a pipeline runs, and what it is pinned to."""

import re
from collections.abc import Iterator
from typing import Any

from app.review.dependencies.container import image_entry
from app.review.dependencies.entry import Entry, Listing, listing
from app.review.dependencies.source import is_commit
from app.review.dependencies.structured import items, read_yaml, within, word

_LINE = re.compile(r"""\s*(?:-\s*)?["']?uses["']?\s*:\s*["']?([^\s"'#]{1,300})""")
# Their owner runs the machine that a workflow runs on, and could do as much without them.
_TRUSTED = ("actions/", "github/")
_FULL_COMMIT = 40  # hex digits; docs.github.com: "the only way to use an action as an immutable release"


def read_workflow(text: str) -> Listing:
    """Read `uses` of jobs and steps in workflows, and of the steps of a composite action."""
    return listing(entry for used in _used(read_yaml(text)) if (entry := _entry(used)))


def _used(tree: Any) -> Iterator[str]:
    for job in within(tree, "jobs").values():
        yield word(job, "uses")
        yield from (word(step, "uses") for step in items(job, "steps"))
    yield from (word(step, "uses") for step in items(within(tree, "runs"), "steps"))


def read_workflow_lines(text: str) -> Listing:
    """Read a fragment of a workflow."""
    found = (_LINE.match(line[:1000]) for line in text.split("\n") if "uses" in line)
    return listing(entry for one in found if one and (entry := _entry(one[1])))


def _entry(used: str) -> Entry | None:
    if used.startswith("docker://"):
        return image_entry(used.removeprefix("docker://"))
    name, _, reference = used.partition("@")
    if not reference or used.startswith("."):
        return None
    is_pinned = is_commit(reference) and len(reference) >= _FULL_COMMIT
    floating = (
        "" if is_pinned or name.lower().startswith(_TRUSTED) else f"`{reference}` can be moved to other code"
    )
    return Entry(name, reference, is_direct=True, floating=floating)
