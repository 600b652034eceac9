"""One attempt at one effect: take the lease, do it, and write down how it went."""

import logging
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from app import wiring
from app.about import about
from app.domain.effect import Effect, Failure, Receipt
from app.domain.errors import BadInput, NotYet, Transient
from app.domain.outbox import Trouble, Turn, back_off

log = logging.getLogger(__name__)

Outcome = Receipt | Trouble | None
LONGEST = 200  # characters
_MAY_ASK_NOBODY = {Effect.SUPERSEDE, Effect.RECHECK, Effect.DECLINE, Effect.EXPLAIN, Effect.SHOW_CHECK}
MENDABLE = timedelta(minutes=1)  # how often to try what a person has to mend


def attempt(deploy_id: str, effect: Effect, do: Callable[[wiring.Parts, Turn], Outcome]) -> None:
    """Do one owed effect unless it is done or somebody is at it. Safe to run twice: the lease is one."""
    parts = wiring.parts()
    turn = parts.gate.begin(deploy_id, effect, wiring.now())
    if turn is not None:
        with about(deploy_id):
            _attempt(parts, turn, do)


def _attempt(parts: wiring.Parts, turn: Turn, do: Callable[[wiring.Parts, Turn], Outcome]) -> None:
    deploy_id, effect = turn.deploy.id, turn.effect
    log.debug("effect begun", extra={"deploy": deploy_id, "effect": effect})
    try:
        outcome = do(parts, turn)
    except NotYet as wait:
        parts.gate.postpone(turn, wiring.now(), _waiting(turn, wait))
    except Exception as error:
        log.warning("effect failed", extra={"deploy": deploy_id, "effect": effect, "why": _brief(error)})
        parts.gate.postpone(turn, wiring.now(), _trouble(turn, error))
        if not isinstance(error, Transient | BadInput):
            raise
        if isinstance(error, Transient) and not error.is_in_line:
            parts.recall.missed(turn.deploy, effect, wiring.now())
    else:
        _write_down(parts, turn, outcome)
        log.debug("effect done", extra={"deploy": deploy_id, "effect": effect})
        if _was_answered(effect, outcome):
            parts.recall.answered(turn.deploy, effect)


def _was_answered(effect: Effect, outcome: Outcome) -> bool:
    """Whether somebody outside answered: who waits behind another, or has nothing to say, asked nobody."""
    if effect in _MAY_ASK_NOBODY:
        return isinstance(outcome, Receipt)
    return not isinstance(outcome, Trouble) or outcome.is_try


def _brief(error: Exception) -> str:
    """Return its first line; what follows may be of a diff, or of a record that cannot be read."""
    first, *_ = str(error).splitlines() or [""]
    return first[:LONGEST]


def _write_down(parts: wiring.Parts, turn: Turn, outcome: Outcome) -> None:
    if isinstance(outcome, Trouble):
        parts.gate.postpone(turn, wiring.now(), outcome)
    else:
        parts.gate.settle(turn, wiring.now(), outcome)


def _waiting(turn: Turn, wait: NotYet) -> Trouble:
    """Keep what is known of the attempt before: this one was none."""
    debt = turn.deploy.debt(turn.effect)
    seconds = timedelta(seconds=wait.retry_after or 0)
    problem = debt.problem if debt else None
    return Trouble(problem, seconds, turn.in_doubt, is_try=False, is_called=True)


def _trouble(turn: Turn, error: Exception) -> Trouble:
    wait = back_off(turn.deploy.debt(turn.effect)) * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
    doubt = turn.in_doubt and turn.effect is not Effect.REVIEW  # which does nothing outside
    match error:
        case Transient(retry_after=float() as seconds):
            told = Trouble(str(error), timedelta(seconds=seconds), error.ambiguous or doubt)
            return replace(told, failure=Failure.TRANSIENT, is_called=error.is_in_line)
        case Transient():
            return Trouble(str(error), wait, error.ambiguous or doubt, failure=Failure.TRANSIENT)
        case BadInput():
            return Trouble(str(error), MENDABLE, in_doubt=doubt, failure=Failure.TO_MEND)
        case _:
            return Trouble(
                "An error inside Airlock; its log has it.", wait, in_doubt=True, failure=Failure.ERROR
            )
