"""Jobs: what the CI platform is told of a deploy, besides its promotion."""

from app import wiring
from app.domain.effect import Effect, Receipt
from app.domain.outbox import Turn
from workers.turn import attempt


def decline(deploy_id: str, effect: str) -> None:
    """Say no there. Safe to run twice: what waits no more is left alone."""
    attempt(deploy_id, Effect(effect), lambda parts, turn: parts.platform.decline(turn.deploy))


def explain(deploy_id: str, effect: str) -> None:
    """Say there why it waits. Safe to run twice: the same words are not said again."""
    attempt(deploy_id, Effect(effect), _explain)


def show_check(deploy_id: str, effect: str) -> None:
    """Redraw the check run. Safe to run twice: it is found again, and drawn whole."""
    attempt(deploy_id, Effect(effect), _show_check)


def _explain(parts: wiring.Parts, turn: Turn) -> Receipt | None:
    summary = turn.deploy.summary
    return parts.platform.explain(turn.deploy, parts.archive.report(summary.digest)) if summary else None


def _show_check(parts: wiring.Parts, turn: Turn) -> Receipt | None:
    summary = turn.deploy.summary
    return parts.platform.show_check(turn.deploy, parts.archive.report(summary.digest)) if summary else None
