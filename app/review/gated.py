"""Which files raise a gate: a report names the first of many, and whose files all are has to be known."""

from collections.abc import Iterator, Mapping

from app.domain.evidence import Evidence
from app.domain.report import GateName
from app.review.content.sensitive import look_at_lines
from app.review.dependencies.look import look_at_dependencies
from app.review.diff.patch import Patch
from app.review.diff.read import read_diff
from app.review.migrations.look import look_at_migrations
from app.review.place.look import look_at_paths
from app.review.verdict.sighting import Sighting

MOST_FILES = 300  # looked at one by one; of a larger change, every file counts for every gate


def gated_files(evidence: Evidence) -> Mapping[GateName, frozenset[str]]:
    """Return for each gate the paths, old and new, of the files that raise it by themselves."""
    found: dict[GateName, set[str]] = {gate: set() for gate in GateName}
    patches = read_diff(evidence.diff).patches if evidence.diff else ()
    for patch in patches:
        for gate in GateName if len(patches) > MOST_FILES else _gates(patch, evidence):
            found[gate] |= {patch.path, patch.change.old_path or patch.path}
    return {gate: frozenset(paths) for gate, paths in found.items() if paths}


def _gates(patch: Patch, evidence: Evidence) -> set[GateName]:
    return {gate for each in _sightings(patch, evidence) if (gate := each.gate)}


def _sightings(patch: Patch, evidence: Evidence) -> Iterator[Sighting]:
    whole = [file for file in evidence.whole if file.path == patch.path]
    yield from look_at_paths([patch], ()).findings
    yield from look_at_lines([patch]).findings
    yield from look_at_migrations([patch], whole).findings
    yield from look_at_dependencies([patch], whole, is_routine=False).findings
