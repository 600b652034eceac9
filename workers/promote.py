"""Job: make the reviewed commit live, through the CI."""

from contextlib import suppress

from app import wiring
from app.domain import event as e
from app.domain.answer import Answer, event_of
from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.errors import BadInput, Barred, Refused
from app.domain.outbox import Turn
from app.domain.table import may
from workers.turn import attempt


def run(deploy_id: str, effect: str) -> None:
    """Ask for the promotion. Safe to run twice: the CI gets the same key and starts it once."""
    attempt(deploy_id, Effect(effect), _promote)


def _promote(parts: wiring.Parts, turn: Turn) -> None:
    deploy = turn.deploy
    if deploy.promotion is None or deploy.promotion.started_at or not may(deploy, e.PromotionStarted):
        return
    try:
        _check(parts, deploy)
        answer = parts.promoter.start(deploy)
    except Barred:
        raise  # the card says what to mend; mended within the policy's time, it goes on
    except (BadInput, Refused) as problem:
        parts.gate.handle(deploy.id, e.Failed(wiring.now(), str(problem)))
    else:
        note(parts, deploy, answer)


def _check(parts: wiring.Parts, deploy: Deploy) -> None:
    """Refuse unless what was decided on is still exactly what would be promoted, and onto what."""
    digest = deploy.decision.digest if deploy.decision else None
    report = parts.archive.report(digest or "")
    if report.head != deploy.key.sha or report.repository != deploy.key.repository:
        raise Refused("The report that was approved is about another commit; queue the deploy again.")
    live = parts.sources.live(deploy.key.repository, deploy.key.environment)
    if deploy.summary is None or deploy.summary.live != live:
        raise Refused(f"{(live or '')[:12]} went live after this was reviewed; queue the deploy again.")
    parts.sources.check_commit(deploy)


def note(parts: wiring.Parts, deploy: Deploy, answer: Answer) -> None:
    """Record what the CI said; what the table does not know any more was said already."""
    with suppress(Refused):
        parts.gate.handle(deploy.id, event_of(answer, wiring.now()))
