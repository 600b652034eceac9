"""Job: make the reviewed commit live, through the CI, when its turn has come and nothing has changed."""

from contextlib import suppress
from datetime import timedelta

from app import wiring
from app.domain import event as e
from app.domain.answer import Answer, event_of
from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.errors import BadInput, Barred, Refused
from app.domain.halt import Place
from app.domain.outbox import Trouble, Turn
from app.domain.table import may
from workers import lastlook
from workers.turn import Outcome, attempt

IN_LINE = timedelta(seconds=10)  # between two looks whose turn it is; the one ahead also calls the next


def run(deploy_id: str, effect: str) -> None:
    """Ask for the promotion. Safe to run twice: the CI gets the same key and starts it once."""
    attempt(deploy_id, Effect(effect), _promote)


def _promote(parts: wiring.Parts, turn: Turn) -> Outcome:
    deploy = turn.deploy
    if deploy.promotion is None or deploy.promotion.started_at or not may(deploy, e.PromotionStarted):
        return None
    if _waits_in_line(parts, deploy):
        return Trouble(None, IN_LINE, in_doubt=False)
    if not turn.in_doubt and not _is_cleared(parts, deploy):
        return None
    try:
        answer = parts.promoter.start(parts.gate.get(deploy.id))
    except Barred:
        raise  # the card says what to mend; mended within the policy's time, it goes on
    except (BadInput, Refused) as problem:
        parts.gate.handle(deploy.id, e.Failed(wiring.now(), str(problem)))
    else:
        note(parts, deploy, answer)
    return None


def _waits_in_line(parts: wiring.Parts, deploy: Deploy) -> bool:
    """Whether another deploy has to be through first; the card says which."""
    ahead = parts.lanes.get(Place(deploy.key.repository, deploy.key.environment)).ahead_of(deploy.id)
    if ahead != deploy.behind:
        with suppress(Refused):
            parts.gate.handle(deploy.id, e.LaneChanged(wiring.now()))
    return ahead is not None


def _is_cleared(parts: wiring.Parts, deploy: Deploy) -> bool:
    """Look a last time, and say whether it may go; what has changed puts it before people again."""
    try:
        lastlook.check(parts, deploy)
        parts.gate.handle(deploy.id, e.Cleared(wiring.now()))
    except Barred:
        raise
    except (BadInput, Refused) as change:
        with suppress(Refused):  # decided otherwise meanwhile
            parts.gate.handle(deploy.id, e.Reopened(wiring.now(), str(change)))
        return False
    return True


def note(parts: wiring.Parts, deploy: Deploy, answer: Answer) -> None:
    """Record what the CI said; what the table does not know any more was said already."""
    with suppress(Refused):
        parts.gate.handle(deploy.id, event_of(answer, wiring.now()))
