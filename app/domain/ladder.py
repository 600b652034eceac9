"""Who is asked when nobody answers: where a message goes and whom it mentions, from the deploy alone."""

from collections.abc import Callable, Iterable

from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.policy import Environment, Rung
from app.domain.quorum import quorum

MENTIONED_MAX = 20  # names in one message


def rung(deploy: Deploy) -> Rung | None:
    """Return the highest rung that has been reached; None before the first, when the leads are asked.

    `deploy.rungs` holds those not reached yet. Where the policy has lost some meanwhile, its last stand.
    """
    if deploy.rules is None:
        return None
    rungs = sorted(deploy.rules.escalate.then, key=lambda one: one.after)
    reached = len(rungs) - len(deploy.rungs)
    return rungs[reached - 1] if reached > 0 else None


def escalation_channel(deploy: Deploy, rules: Environment) -> str:
    """Return the channel that is asked now: of the rung that was reached, else of the leads."""
    reached = rung(deploy)
    return reached.channel if reached else rules.channels.escalation


def mentioned(deploy: Deploy, effect: Effect) -> tuple[str, ...]:
    """Return whom a message mentions, in the policy's words; most mention nobody."""
    rules, names = deploy.rules, _NAMES.get(effect)
    if rules is None or names is None:
        return ()
    return tuple(dict.fromkeys(names(deploy, rules)))[:MENTIONED_MAX]


def _approvers(deploy: Deploy, rules: Environment) -> Iterable[str]:
    yield from rules.approvers
    for _, names in quorum(deploy, deploy.approvals).missing:
        yield from names


def _higher(deploy: Deploy, rules: Environment) -> Iterable[str]:
    reached = rung(deploy)
    return reached.mention if reached else rules.escalate.mention


def _leads(_deploy: Deploy, rules: Environment) -> Iterable[str]:
    return rules.escalate.mention


def _voided(deploy: Deploy, _rules: Environment) -> Iterable[str]:
    return deploy.had_approved


_NAMES: dict[Effect, Callable[[Deploy, Environment], Iterable[str]]] = {
    Effect.POST_PING: _approvers,
    Effect.POST_ESCALATION: _higher,
    Effect.POST_OVERRIDE: _leads,
    Effect.POST_REOPENED: _voided,
}
