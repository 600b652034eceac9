"""Going back: a deploy of what was live before takes away what came since."""

from app.domain.evidence import Evidence
from app.review.foreign import counted, foreign
from app.review.verdict.sighting import Seen, Sighting


def look_at_return(evidence: Evidence) -> Seen:
    """Return that it is a rollback, with what it takes away; nothing for any other change."""
    if not evidence.takes_back:
        return Seen()
    message = f"A rollback: takes away {counted(evidence.takes_back, 'commit')} that came since"
    if evidence.taken_back:
        newest = evidence.taken_back[0]
        message += f", the newest “{foreign(newest.subject, 100)}” by {foreign(newest.author, 60)}"
    return Seen((Sighting("history.rollback", f"{message}."),))
