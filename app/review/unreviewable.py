"""The report of a change that the review itself could not get through."""

from app.domain.evidence import Evidence
from app.domain.report import Level, Report, Unknown


def unreviewable(evidence: Evidence, reason: str) -> Report:
    """Return a report that leaves everything to people: High, with the reason."""
    return Report(
        repository=evidence.repository,
        base=evidence.base,
        head=evidence.head,
        level=Level.HIGH,
        score=100,
        recommendation=f"This change could not be reviewed ({reason}): read it by hand before you approve.",
        unknown=(Unknown("review", reason),),
    ).sealed()
