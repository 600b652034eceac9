"""What is live: as the platform says while people have let it through here, else as the record says."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.adapters.repository import Forge, NotHereError
from app.domain import table
from app.domain.deploy import Deploy
from app.domain.errors import BadInput
from app.domain.report import Unknown
from app.ports import Archive

PAGE, PAGES = 200, 5  # of history, in which an approval is looked for
UNVOUCHED = (
    "GitHub says that {told} went live in {place}, which nobody approved here since {record}; whoever may "
    "write to the repository can say so there, so the change is compared with {record}"
)


@dataclass(frozen=True)
class Lane:
    """Where one deploy after the other goes live."""

    repository: str  # OWNER/NAME
    environment: str

    def holds(self, deploy: Deploy) -> bool:
        return (deploy.key.repository, deploy.key.environment) == (self.repository, self.environment)


def live_in(lane: Lane, archive: Archive, forge: Forge | None) -> tuple[str | None, tuple[Unknown, ...]]:
    """Return the commit that is live, 40 hex digits, and what speaks against it. Raises Transient.

    A deployment on GitHub can be made up by everybody who may write there: taken at its word, it would
    hide from the next report all that lies before it.
    """
    record = archive.live(lane.repository, lane.environment)
    if forge is None:
        return record, ()
    try:
        found = forge.live(lane.repository, lane.environment)
    except NotHereError:
        return record, ()
    except BadInput as problem:
        return record, (
            Unknown("live", f"GitHub does not tell what is live in {lane.environment}: {problem}"),
        )
    told, doubts = found.sha or record, [] if found.is_sure else [_unsure(lane)]
    if told and record and told != record and not _is_vouched(archive, lane, told, record):
        place = {"told": told[:12], "record": record[:12], "place": lane.environment}
        return record, (*doubts, Unknown("live", UNVOUCHED.format(**place)))
    return told, tuple(doubts)


def was_live(lane: Lane, archive: Archive, sha: str) -> bool:
    """Whether the record tells that this commit was live there once: let in by people, or found there."""
    return any(
        sha in {deploy.key.sha, deploy.summary.live if deploy.summary else None}
        for deploy in _over(archive, lane)
        if table.was_live(deploy)
    )


def _unsure(lane: Lane) -> Unknown:
    return Unknown("live", f"none of the newest deployments to {lane.environment} on GitHub succeeded")


def _is_vouched(archive: Archive, lane: Lane, sha: str, record: str) -> bool:
    """Whether people have approved that commit since the one that the record calls live."""
    for deploy in _approved(archive, lane):
        if sha == deploy.key.sha:
            return True
        if record == deploy.key.sha and deploy.promotion and deploy.promotion.ended_at:
            return False
    return False


def _approved(archive: Archive, lane: Lane) -> Iterator[Deploy]:
    """Yield the deploys that people have let through, those under way first, then the newest."""
    yield from (each for each in archive.waiting() if lane.holds(each) and each.promotion)
    yield from (each for each in _over(archive, lane) if each.promotion)


def _over(archive: Archive, lane: Lane) -> Iterator[Deploy]:
    """Yield what ended there, the newest first."""
    for page in range(PAGES):
        found = archive.history(page * PAGE, PAGE)
        yield from (each for each in found if lane.holds(each))
        if len(found) < PAGE:
            return
