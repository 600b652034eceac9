"""What Airlock says on a run that waits at its protection rule: yes, no, or why not yet."""

from collections.abc import Sequence

from app.adapters.github.markdown import code, escaped, link, told
from app.adapters.github.promotion.special import REASON_MAX, special
from app.domain.deploy import Deploy, State
from app.domain.quorum import quorum
from app.domain.report import GateName, Report

COMMENT_MAX = 1024  # characters; docs.github.com/en/actions: custom deployment protection rules
NAMES_MAX = 3  # of the groups that a gate names


def approval(deploy: Deploy) -> str:
    """Return the words that go with the yes."""
    decision = deploy.decision
    digest = decision.digest if decision and decision.digest else "no report"
    said = [f"{yes(deploy)} {decided_by(deploy)}.", f"On report {code(digest)}."]
    return _fitting(*said, *special(deploy), _card(deploy))


def refusal(deploy: Deploy) -> str:
    """Return the words that go with the no: who and why, or what took its place."""
    words = _NO.get(deploy.state, f"{yes(deploy)} {{by}}, and not promoted").format(
        by=decided_by(deploy), detail=code(deploy.detail or "?", 40)
    )
    said = deploy.decision.reason if deploy.decision else None
    reason = deploy.detail if deploy.promotion else said  # approved, and then it failed
    return _fitting(f"{words}.", f"Reason: {escaped(reason, REASON_MAX)}" if reason else "", _card(deploy))


def waiting(deploy: Deploy, report: Report, *, is_last: bool) -> str:
    """Return why the job waits."""
    parts = [_where(deploy), f"Risk {risk(report)}: {told(report.recommendation, REASON_MAX)}"]
    count = quorum(deploy, deploy.approvals)
    parts.append(f"{count.have} of {count.need} approvals.")
    parts += [f"{needed(gate, names)}." for gate, names in count.missing]
    parts += special(deploy)
    if is_last:
        parts.append(
            "Nothing more is said here, for GitHub takes ten such words; the card shows how it stands."
        )
    return _fitting(*parts)


def risk(report: Report) -> str:
    return f"{report.level.capitalize()}, {report.score} of 100"


def needed(gate: GateName, names: Sequence[str]) -> str:
    """Say whose approval a kind of change asks for."""
    article = "An" if gate[0] in "aeiou" else "A"
    listed = ", ".join(code(name, 40) for name in names[:NAMES_MAX])
    more = f" or {len(names) - NAMES_MAX} more" if len(names) > NAMES_MAX else ""
    return f"{article} {gate} change needs one of {listed}{more}"


_NO = {
    State.REJECTED: "Rejected {by}",
    State.SUPERSEDED: "Superseded by deploy {detail}, which brings a newer commit",
    State.CANCELLED: "Cancelled {by}",
    State.EXPIRED: "Expired: nobody decided in Slack in time",
}


def yes(deploy: Deploy) -> str:
    """Say in a word why it may go ahead."""
    return "Let past the rules" if deploy.is_overridden else "Approved"


def _where(deploy: Deploy) -> str:
    place = link("the card", deploy.card.link) if deploy.card and deploy.card.link else f"deploy {deploy.id}"
    late = " Nobody answered in time, and more people were asked." if deploy.escalated_at else ""
    return f"Waits for approval in Slack: {place}.{late}"


def decided_by(deploy: Deploy) -> str:
    """Say who decided and when, to follow "Approved"."""
    decision = deploy.decision
    if decision is None:
        return "in Slack"
    return f"by {code(decision.by, 40)} in Slack at {decision.at:%Y-%m-%d %H:%M} UTC"


def _card(deploy: Deploy) -> str:
    if deploy.card is None or deploy.card.link is None:
        return f"Airlock deploy {code(deploy.id)}"
    return f"{link('Airlock deploy', deploy.card.link)} {code(deploy.id)}"


def _fitting(*parts: str) -> str:
    """Return as many of the parts as fit; each is short enough to fit alone."""
    kept = ""
    for part in filter(None, parts):
        longer = f"{kept} {part}".strip()
        if len(longer) <= COMMENT_MAX:
            kept = longer
    return kept
