"""Where a deploy stands, in mrkdwn: one verdict, how far the approvals have come, and what is special."""

from app.domain.deploy import Deploy, State
from app.domain.quorum import quorum
from app.domain.table import is_open
from blocks.hold import hold
from blocks.text import escape, mention, moment, named, people

VERDICT = {
    State.QUEUED: "Queued",
    State.REVIEWING: "Being reviewed",
    State.PENDING: "Waiting for approval",
    State.ESCALATED: "Nobody answered in time, more people were asked; still waiting for approval",
    State.APPROVED: "{yes} {at}; {next}",
    State.PROMOTING: "{yes} {at}; promotion is running",
    State.LIVE: "Live since {ended}; {yes_then} {at}",
    State.REJECTED: "Rejected by {by} {at}; the reason is in the thread",
    State.FAILED: "Promotion failed: {detail}\n{yes} {at}",
    State.SUPERSEDED: "Superseded by deploy {other}; decide on that one",
    State.CANCELLED: "Cancelled by {by} {at}{reason}",
    State.EXPIRED: "Expired: nobody decided in time; queue it again",
    State.ROLLED_BACK: "Rolled back; deploy {other} is live instead\n{yes} {at}",
}
UNDECIDED = {  # before anybody could say a word
    State.FAILED: "Failed: {detail}",
    State.CANCELLED: "Nothing waits for this any more: it {detail}",
    State.ROLLED_BACK: "Rolled back; deploy {other} is live instead",
}
IN_VAIN = "Nobody can approve this, so more people were asked"
YES_MAX = 5  # people named
WHY_MAX = 4  # reasons why it takes more people than usual
LONG = 400  # characters of a reason that somebody gave


def verdict(deploy: Deploy, link: str | None = None) -> str:
    """Say where the deploy stands; `link` leads to the card of the neighbour that this is about."""
    decision, promotion = deploy.decision, deploy.promotion
    known = VERDICT if decision else VERDICT | UNDECIDED
    yes = _yes(deploy)
    words = (IN_VAIN if is_stuck(deploy) else known[deploy.state]).format(
        by=mention(decision.by) if decision else "",
        at=moment(decision.at) if decision else "",
        yes=yes,
        yes_then=yes[:1].lower() + yes[1:],
        next=f"waits until deploy {_other(deploy, link)} is through"
        if deploy.behind
        else "promotion is starting",
        reason=f"\n{escape(decision.reason, LONG)}" if decision and decision.reason else "",
        ended=moment(promotion.ended_at) if promotion and promotion.ended_at else "",
        detail=escape(deploy.detail or ""),
        other=_other(deploy, link),
    )
    return words + _approvals(deploy) if is_open(deploy) else words


def is_settled(deploy: Deploy) -> bool:
    """Whether the report on the card is the newest: no evidence waits to be read."""
    return deploy.summary is not None and deploy.summary.evidence == deploy.evidence


def is_stuck(deploy: Deploy) -> bool:
    """Whether people were asked although none of those who may approve it can."""
    return deploy.stuck is not None and is_open(deploy)


def notes(deploy: Deploy) -> list[str]:
    """Return what is special about it, a paragraph each: what holds it up first, then what stays for ever."""
    said = [_stuck(deploy), _stopped(deploy), hold(deploy), _hotfix(deploy), override(deploy)]
    return [words for words in said if words]


def override(deploy: Deploy) -> str:
    """Say who broke the glass and why, and whether a second person has looked at that."""
    if deploy.override is None:
        return ""
    was = deploy.override
    words = f"*Override by {mention(was.by)} {moment(was.at)}*: {escape(was.reason, LONG)}\n"
    if was.signed_by is None:
        return f"{words}It went past the rules, and waits for a second person's review."
    signed = f" {moment(was.signed_at)}" if was.signed_at else ""
    note = f": {escape(was.note, LONG)}" if was.note else ""
    return f"{words}Signed off by {mention(was.signed_by)}{signed}{note}"


def _other(deploy: Deploy, link: str | None) -> str:
    name = deploy.neighbour
    if name is None:
        return ""
    shown = f"`{escape(name, 40)}`"
    return f"{shown} (<{link}|its card>)" if link else shown


def _yes(deploy: Deploy) -> str:
    """Return "Approved by" all who did, whoever of them was the last; an override is no approval."""
    decision = deploy.decision
    if decision is None:
        return ""
    if deploy.is_overridden:
        return f"Let past the rules by {mention(decision.by)}"
    names = [mention(given.by) for given in deploy.approvals] or [mention(decision.by)]
    more = [f"{len(names) - YES_MAX} more"] if len(names) > YES_MAX else []
    return "Approved by " + " and ".join([*names[:YES_MAX], *more])


def _approvals(deploy: Deploy) -> str:
    if not is_settled(deploy):
        return "\nNew evidence is being read; the buttons come back with the new report"
    count = quorum(deploy, deploy.approvals)
    is_told = count.need > 1 or count.missing or count.why or deploy.approvals
    words = f"\n{count.have} of {count.need} approval{'' if count.need == 1 else 's'}" if is_told else ""
    if deploy.approvals:
        given = [mention(given.by) for given in deploy.approvals]
        more = [f"{len(given) - YES_MAX} more"] if len(given) > YES_MAX else []
        words += " (" + ", ".join([*given[:YES_MAX], *more]) + ")"
    if count.why:
        words += "\nMore than usual, because " + "; ".join(escape(why, 120) for why in count.why[:WHY_MAX])
    for gate, names in count.missing:
        article = "An" if gate[0] in "aeiou" else "A"
        words += f"\n{article} {gate} change: needs one of {named(names)}"
    return words


def _stuck(deploy: Deploy) -> str:
    if deploy.stuck is None or not is_stuck(deploy):
        return ""
    return f"*Why nobody can*: {people(deploy.stuck, deploy.names, LONG)}"


def _stopped(deploy: Deploy) -> str:
    if deploy.stopped is None or not is_open(deploy):
        return ""
    reason = escape(deploy.stopped, LONG)
    return f"*Approved, then stopped*: {reason}\nThis asks again; earlier approvals no longer count."


def _hotfix(deploy: Deploy) -> str:
    return f"*Hotfix*: {escape(deploy.hotfix, LONG)}" if deploy.hotfix else ""
