"""What the runs of a commit uploaded: found by the policy's patterns, fetched and unpacked within bounds."""

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase

from app.adapters.github.api import Api
from app.adapters.github.evidence.download import fetch
from app.adapters.github.evidence.reports import coverage_in, junit_in
from app.adapters.github.evidence.rows import Doubts, Id, Name, Row
from app.adapters.github.evidence.runs import Run
from app.adapters.github.evidence.unzip import Room, Zip
from app.adapters.github.site import Site
from app.domain.errors import BadInput
from app.domain.evidence import Document

RUNS_MAX = 8  # that are asked for their artifacts
LISTED_MAX = 500  # artifacts of one run
TAKEN_MAX = 30  # artifacts of one kind


class _Origin(Row):
    head_sha: str | None = None


class Artifact(Row):
    """docs.github.com/en/rest/actions/artifacts."""

    id: Id
    name: Name
    size_in_bytes: Id = 0
    expired: bool
    expires_at: str | None = None
    digest: str | None = None
    workflow_run: _Origin | None = None

    def why_not(self, sha: str, room: Room) -> str | None:
        """Return why it does not count; None when nothing speaks against it."""
        told = self.workflow_run.head_sha if self.workflow_run else None
        if told != sha:
            return (
                f"the artifact is of {f'the commit {told[:12]}' if told else 'no named commit'}, not of this"
            )
        if self.expired:
            return f"the artifact has expired (on {(self.expires_at or 'an unknown day')[:10]}); run it again"
        if self.size_in_bytes > room.packed:
            return f"it is larger than {room.packed // 1024**2:,} MiB, with what was read before it"
        return None


Look = Callable[[Zip, str, Doubts], list[Document]]


class Shelf:
    """The artifacts of one commit; each run is asked once, each zip fetched once."""

    def __init__(self, api: Api, repository: str, sha: str, site: Site) -> None:
        self._api, self._repository, self._sha, self._site = api, repository, sha, site
        self._room = Room()
        self._listed: dict[int, list[Artifact]] = {}
        self._zips: dict[int, Zip] = {}

    def junit(self, pattern: str, runs: Sequence[Run], doubts: Doubts) -> tuple[Document, ...] | None:
        """Return the JUnit files of the first run that has them; None when no run has."""
        return self._find(pattern, runs, junit_in, doubts)

    def coverage(self, pattern: str, runs: Sequence[Run], doubts: Doubts) -> Document | None:
        found = self._find(pattern, runs, coverage_in, doubts) or ()
        if len(found) > 1:
            names = ", ".join(document.name[:80] for document in found[:3])
            doubts.add("coverage", f"several artifacts hold coverage ({names}); put it together in one")
            return None
        return found[0] if found else None

    def _find(
        self, pattern: str, runs: Sequence[Run], look: Look, doubts: Doubts
    ) -> tuple[Document, ...] | None:
        """Look at run after run, until one has such an artifact that can still be had."""
        unusable: list[tuple[str, str]] = []
        for run in runs[:RUNS_MAX]:
            named = [one for one in self._of(run, doubts) if fnmatchcase(one.name, pattern)]
            reasons = {one.id: one.why_not(self._sha, self._room) for one in named}
            usable = [one for one in named if reasons[one.id] is None]
            refused = [(one.name, reason) for one in named if (reason := reasons[one.id]) is not None]
            if usable:
                _tell(refused, doubts)
                return self._documents(usable, look, doubts)
            unusable += refused
        _tell(unusable, doubts)
        return None

    def _of(self, run: Run, doubts: Doubts) -> list[Artifact]:
        """Return a run's artifacts: of several attempts' with one name, the last."""
        if run.id not in self._listed:
            path = f"/repos/{self._repository}/actions/runs/{run.id}/artifacts"
            rows = doubts.ask(
                "artifacts", lambda: self._api.rows(path, key="artifacts", most=LISTED_MAX).rows, ()
            )
            readable = doubts.read_all("artifacts", Artifact, rows)
            by_name = {one.name: one for one in sorted(readable, key=lambda one: one.id)}
            self._listed[run.id] = list(by_name.values())
        return self._listed[run.id]

    def _documents(self, artifacts: Sequence[Artifact], look: Look, doubts: Doubts) -> tuple[Document, ...]:
        found: list[Document] = []
        for artifact in artifacts[:TAKEN_MAX]:
            try:
                packed = self._zip(artifact)
            except BadInput as problem:
                doubts.add(artifact.name, f"the artifact cannot be read: {problem}")
            else:
                found += look(packed, artifact.name, doubts)
        if len(artifacts) > TAKEN_MAX:
            doubts.add("artifacts", f"{len(artifacts):,} have such a name; only {TAKEN_MAX} are read")
        return tuple(found)

    def _zip(self, artifact: Artifact) -> Zip:
        """Fetch it: GitHub answers with an address that holds for a minute and needs no credentials."""
        if artifact.id not in self._zips:
            url = self._api.location(f"/repos/{self._repository}/actions/artifacts/{artifact.id}/zip")
            content = fetch(url, self._site, most=self._room.packed, digest=artifact.digest)
            self._room.packed -= len(content)
            self._zips[artifact.id] = Zip(content, self._room)
        return self._zips[artifact.id]


def _tell(refused: Sequence[tuple[str, str]], doubts: Doubts) -> None:
    for name, reason in dict(refused).items():
        doubts.add(name, reason)


def runs_to_ask(runs: Sequence[Run], own: Run | None) -> list[Run]:
    """Return the deploy's own run, then what else ended on the commit, newest first; a fork's never."""
    others = [run for run in runs if run.has_ended and run.is_own and (own is None or run.id != own.id)]
    return [*([own] if own else []), *others]
