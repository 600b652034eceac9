"""Job: make the reviewed commit live, through the CI, when its turn has come and nothing has changed."""

from contextlib import suppress
from datetime import timedelta

from app import wiring
from app.domain import event as e
from app.domain.answer import Answer, event_of
from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.errors import BadInput, Barred, Refused, Transient
from app.domain.halt import Place
from app.domain.outbox import Trouble, Turn
from app.domain.table import may
from workers import lastlook
from workers.turn import Outcome, attempt

UNREAD = (
    "Deploy {id} is ahead and its record in Redis cannot be read; mended or deleted, it holds up nothing."
)
IN_LINE = timedelta(seconds=10)  # between two looks whose turn it is; the one ahead also calls the next


def run(deploy_id: str, effect: str) -> None:
    """Ask for the promotion. Safe to run twice: the CI gets the same key and starts it once."""
    attempt(deploy_id, Effect(effect), _promote)


def _promote(parts: wiring.Parts, turn: Turn) -> Outcome:
    deploy = turn.deploy
    if deploy.promotion is None or deploy.promotion.started_at or not may(deploy, e.PromotionStarted):
        return None
    if ahead := _ahead(parts, turn):
        return ahead
    if not _may_have_begun(turn) and not _is_cleared(parts, deploy):
        return None
    try:
        cleared = parts.gate.get(deploy.id)
        parts.signer.attest(cleared)
        answer = parts.promoter.start(cleared)
    except Barred:
        raise  # the card says what to mend; mended within the policy's time, it goes on
    except (BadInput, Refused) as problem:
        parts.gate.handle(deploy.id, e.Failed(wiring.now(), str(problem)))
    else:
        _keep(parts, deploy, answer)
    return None


def _keep(parts: wiring.Parts, deploy: Deploy, answer: Answer) -> None:
    """Record what the CI answered. Where that fails it has begun all the same, and is not looked at anew."""
    try:
        note(parts, deploy, answer)
    except Transient as trouble:
        trouble.ambiguous = True
        raise


def _may_have_begun(turn: Turn) -> bool:
    """Whether the CI may have been asked already: never before the first last look was over."""
    promotion = turn.deploy.promotion
    return turn.in_doubt and promotion is not None and promotion.answer_by is not None


def _ahead(parts: wiring.Parts, turn: Turn) -> Trouble | None:
    """Return that it has to wait for another deploy; the card says for which."""
    deploy, place = turn.deploy, Place(turn.deploy.key.repository, turn.deploy.key.environment)
    try:
        unread = parts.line.mend(place) if deploy.behind else ()
        ahead = parts.lanes.get(place).ahead_of(deploy.id)
    except Refused as unreadable:
        return Trouble(str(unreadable), IN_LINE, turn.in_doubt, is_try=False)
    if ahead != deploy.behind:
        with suppress(Refused):
            parts.gate.handle(deploy.id, e.LaneChanged(wiring.now()))
    if ahead is None:
        return None
    problem = UNREAD.format(id=ahead) if ahead in unread else None
    return Trouble(problem, IN_LINE, turn.in_doubt, is_try=False)


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
