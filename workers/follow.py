"""Job: ask the CI how a promotion goes, in case its own word is lost."""

from datetime import timedelta

from app import wiring
from app.domain import event as e
from app.domain.answer import STARTED
from app.domain.effect import Effect
from app.domain.outbox import Trouble, Turn, back_off
from app.domain.table import may
from workers.promote import note
from workers.turn import Outcome, attempt

LONGEST_WAIT = timedelta(seconds=10)


def run(deploy_id: str, effect: str) -> None:
    """Ask once. Safe to run twice: the same answer changes nothing the second time."""
    attempt(deploy_id, Effect(effect), _follow)


def _follow(parts: wiring.Parts, turn: Turn) -> Outcome:
    deploy = turn.deploy
    if deploy.promotion is None or deploy.promotion.ended_at or not may(deploy, e.WentLive):
        return None
    answer = parts.promoter.ask(deploy)
    if answer is None:
        return None  # nobody to ask: its own word, or the policy's time, ends it
    if answer.state == STARTED:
        return Trouble(answer.detail, min(back_off(deploy.debt(turn.effect)), LONGEST_WAIT), in_doubt=False)
    note(parts, deploy, answer)
    return None
