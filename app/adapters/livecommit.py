"""What is live: as the platform says while people have let it through here, else as the record says."""

from collections.abc import Iterator

from app.adapters.repository import Forge, NotHereError
from app.domain import table
from app.domain.deploy import Deploy
from app.domain.errors import BadInput
from app.domain.filter import Filter
from app.domain.halt import Place
from app.domain.report import Unknown
from app.ports import Archive

PAGE, PAGES = 200, 10  # of one environment's history, in which an approval is looked for
UNVOUCHED = (
    "GitHub says that {told} went live in {place}, which nobody approved here since {record}; whoever may "
    "write to the repository can say so there, so the change is compared with {record}"
)


def live_in(place: Place, archive: Archive, forge: Forge | None) -> tuple[str | None, tuple[Unknown, ...]]:
    """Return the commit that is live, 40 hex digits, and what speaks against it. Raises Transient.

    A deployment on GitHub can be made up by everybody who may write there: taken at its word, it would
    hide from the next report all that lies before it.
    """
    record = archive.live(place.repository, place.environment)
    if forge is None:
        return record, ()
    try:
        found = forge.live(place.repository, place.environment)
    except NotHereError:
        return record, ()
    except BadInput as problem:
        return record, (
            Unknown("live", f"GitHub does not tell what is live in {place.environment}: {problem}"),
        )
    told, doubts = found.sha or record, [] if found.is_sure else [_unsure(place)]
    if told and record and told != record and not _is_vouched(archive, place, told, record):
        words = UNVOUCHED.format(told=told[:12], record=record[:12], place=place.environment)
        return record, (*doubts, Unknown("live", words))
    return told, tuple(doubts)


def was_live(place: Place, archive: Archive, sha: str) -> bool:
    """Whether the record tells that this commit was live there once: let in by people, or found there."""
    return any(
        sha in {deploy.key.sha, deploy.summary.live if deploy.summary else None}
        for deploy in ended(archive, place)
        if table.was_live(deploy)
    )


def _unsure(place: Place) -> Unknown:
    return Unknown("live", f"none of the newest deployments to {place.environment} on GitHub succeeded")


def _is_vouched(archive: Archive, place: Place, sha: str, record: str) -> bool:
    """Whether people have approved that commit since the one that the record calls live."""
    for deploy in _approved(archive, place):
        if sha == deploy.key.sha:
            return True
        if record == deploy.key.sha and deploy.promotion and deploy.promotion.ended_at:
            return False
    return False


def _approved(archive: Archive, place: Place) -> Iterator[Deploy]:
    """Yield the deploys that people have let through, those under way first, then the newest."""
    waiting = archive.waiting_in(place.repository, place.environment)
    yield from (each for each in waiting if _is_there(each, place) and each.promotion)
    yield from (each for each in ended(archive, place) if each.promotion)


def ended(archive: Archive, place: Place) -> Iterator[Deploy]:
    """Yield what ended there, the newest first, as far back as anybody asks."""
    for page in range(PAGES):
        found = archive.history(page * PAGE, PAGE, Filter(environment=place.environment))
        yield from (each for each in found if _is_there(each, place))
        if len(found) < PAGE:
            return


def _is_there(deploy: Deploy, place: Place) -> bool:
    return (deploy.key.repository, deploy.key.environment) == (place.repository, place.environment)
