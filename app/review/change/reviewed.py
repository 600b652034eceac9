"""Whether a second person looked at what came into the range before it got here."""

from collections.abc import Iterator, Sequence

from app.domain.evidence import Evidence, Pull
from app.review.foreign import counted
from app.review.verdict.sighting import Seen, Sighting

_SHOWN = 3


def look_at_reviews(evidence: Evidence) -> Seen:
    """Return what nobody but its author looked at; of a source that cannot tell, nothing."""
    told = "; ".join(_unreviewed(evidence.direct, evidence.pulls or ()))
    return Seen((Sighting("history.unreviewed", f"Without a second look: {told}."),) if told else ())


def _unreviewed(direct: Sequence[str], pulls: Sequence[Pull]) -> Iterator[str]:
    if direct:
        shown = _listed([f"`{sha[:7]}`" for sha in direct])
        yield f"{counted(len(direct), 'commit')} came without a pull request ({shown})"
    without = [pull for pull in pulls if not pull.approved_by]
    if never := [f"#{pull.number}" for pull in without if not pull.approved_before]:
        yield f"nobody but {'its author' if len(never) == 1 else 'their authors'} approved {_listed(never)}"
    if early := [f"#{pull.number}" for pull in without if pull.approved_before]:
        yield f"{_listed(early)} changed after the last approval"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else "")
