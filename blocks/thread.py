"""What is said beside the card: in its thread, to the leads, and to everybody once it is live."""

from collections.abc import Callable, Sequence
from datetime import datetime

from app.domain.deploy import Decision, Deploy
from app.domain.effect import Effect
from app.domain.message import Message
from app.domain.quorum import is_rollback, quorum
from app.domain.report import Report
from blocks import evidence
from blocks.hold import hold
from blocks.leads import escalation, overridden, what
from blocks.standing import LONG, YES_MAX
from blocks.text import (
    bullets,
    called,
    context,
    escape,
    fitting,
    gap,
    line,
    link,
    mention,
    moment,
    quote,
    rich,
    say,
    section,
)

# How many are listed, and how many characters they may hold together; see text.MESSAGE_MAX.
FINDINGS_MAX, FINDINGS_ROOM = 25, 5000
UNKNOWN_MAX, UNKNOWN_ROOM = 12, 2500
FILES_MAX, FILES_ROOM = 12, 2000


def findings(deploy: Deploy, report: Report) -> Message:
    """Return the whole report, as far as a message may hold it; `airlock show` has the rest."""
    revision = deploy.summary.revision if deploy.summary else 1
    title = f"Report {revision}: risk {evidence.risk(report.level, report.score)}; {evidence.tally(report)}"
    found = evidence.finding_list(report.by_weight[:FINDINGS_MAX], with_points=True)
    lists = {
        "Findings": fitting(found["elements"], FINDINGS_ROOM),
        "Could not be told": fitting(evidence.unknown_list(report, UNKNOWN_MAX)["elements"], UNKNOWN_ROOM),
        "Files": fitting(evidence.file_list(report, FILES_MAX)["elements"], FILES_ROOM),
    }
    again = _again(deploy)
    blocks = [section(f"*{title}*"), *([section(again)] if again else [])]
    blocks += [rich(line(say(name, bold=True)), bullets(lines)) for name, lines in lists.items() if lines]
    entries = len(report.findings) + len(report.unknown) + len(report.files)
    if left_out := entries - sum(map(len, lists.values())):
        blocks.append(context(f"{left_out} more; `airlock show {deploy.id}` lists all"))
    blocks.append(context(f"`{report.digest}`"))
    return Message(f"{title}\n{again}".strip(), blocks)


def _again(deploy: Deploy) -> str:
    """Ask those for another answer whose approval was of the report before; what was stopped asks itself."""
    if not deploy.had_approved or deploy.stopped is not None:
        return ""
    calling = " ".join(map(mention, deploy.had_approved))
    return f"{calling} Your approval was of the report before this one and does not count: decide again."


def reason(deploy: Deploy) -> Message:
    by = mention(deploy.decision.by) if deploy.decision else "nobody"
    words = (deploy.decision.reason if deploy.decision else None) or ""
    title = f"Rejected by {by}:"
    return Message(f"{title} {escape(words)}", [section(title), rich(quote(say(words, 3000)))])


def failure(deploy: Deploy) -> Message:
    title = "The promotion failed; nothing was announced."
    words = deploy.detail or "The CI gave no reason."
    return Message(f"{title} {escape(words)}", [section(f"*{title}*"), rich(quote(say(words, 2000)))])


def reminder(deploy: Deploy, mentions: Sequence[str] = ()) -> Message:
    """Return what the thread says to who has not answered; a ping is the same and calls the approvers."""
    until = f" Answer by {moment(deploy.deadline)}." if deploy.deadline else ""
    calling = " ".join(called(name) for name in mentions)
    count = quorum(deploy, deploy.approvals)
    so_far = f" It has {count.have} of {count.need} approvals." if count.need > 1 else ""
    text = f"{calling} This deploy still waits for a decision.{so_far}{until}".strip()
    parts = [part for part in (text, hold(deploy)) if part]
    return Message("\n".join(parts), [section(part) for part in parts])


def expiry(deploy: Deploy) -> Message:
    count = quorum(deploy, deploy.approvals)
    text = (
        f"Expired with {count.have} of {count.need} approvals: nobody decided in time, and nothing was "
        "promoted. Queue it again to have it reviewed and asked about anew."
    )
    return Message(text, [section(text)])


def reopened(deploy: Deploy, mentions: Sequence[str] = ()) -> Message:
    """Return what had changed right before the promotion, to those whose approval that voided."""
    calling = " ".join(called(name) for name in mentions)
    title = f"{calling} Your approval does not count any more: something changed before the promotion."
    reason = deploy.stopped or "The check right before the promotion did not pass."
    ask = "Nothing was promoted. It is reviewed anew; decide again on the card."
    blocks = [section(title.strip()), rich(quote(say(reason, LONG))), section(ask)]
    return Message(f"{title.strip()} {escape(reason, LONG)} {ask}", blocks)


def announcement(deploy: Deploy) -> Message:
    promotion, decision = deploy.promotion, deploy.decision
    ended: datetime = (promotion.ended_at if promotion else None) or deploy.changed_at
    by = _let_through(deploy, decision) if decision else ""
    title = _title(deploy)
    text = f"{title}: {what(deploy)} since {moment(ended)}, {by}"
    parts = [
        gap(f"{title}: "),
        say(deploy.key.repository, 140, bold=True),
        gap(" "),
        say(deploy.key.sha[:12], code=True),
    ]
    parts += [gap(" in "), say(deploy.key.environment, 100, bold=True)]
    url = (promotion.url if promotion else None) or deploy.request.run_url
    if url:
        parts += [gap("  "), link(url, "Open the deploy")]
    lines = [line(*parts)]
    if deploy.summary:
        lines.append(line(say(deploy.summary.subject, 200), gap(" by "), say(deploy.summary.author, 80)))
    blocks = [rich(*lines), context(f"Since {moment(ended)}", by, f"Deploy `{deploy.id}`")]
    return Message(text, blocks)


def message(deploy: Deploy, effect: Effect, report: Report, mentions: Sequence[str] = ()) -> Message:
    """Return the message that an effect owes. The card itself is `card.deploy_card`.

    `mentions` are ids of people and groups to call, and names for which there is none.
    """
    if effect is Effect.POST_FINDINGS:
        return findings(deploy, report)
    calling = _CALLING.get(effect)
    return calling(deploy, mentions) if calling else _BESIDE[effect](deploy)


_BESIDE: dict[Effect, Callable[[Deploy], Message]] = {
    Effect.POST_REASON: reason,
    Effect.POST_FAILURE: failure,
    Effect.POST_EXPIRY: expiry,
    Effect.ANNOUNCE: announcement,
}
_CALLING: dict[Effect, Callable[[Deploy, Sequence[str]], Message]] = {
    Effect.POST_REMINDER: reminder,
    Effect.POST_PING: reminder,
    Effect.POST_REOPENED: reopened,
    Effect.POST_ESCALATION: escalation,
    Effect.POST_OVERRIDE: overridden,
    Effect.SHOW_OVERRIDE: overridden,
}


def _title(deploy: Deploy) -> str:
    """Say first what was not an ordinary deploy."""
    title = "Live again by a rollback" if is_rollback(deploy) else "Live"
    title = "Live, a hotfix" if deploy.hotfix and not is_rollback(deploy) else title
    return f"{title}, past the rules by an override" if deploy.is_overridden else title


def _let_through(deploy: Deploy, decision: Decision) -> str:
    """Name who overrode it, or all who approved it, as the card does."""
    if deploy.is_overridden:
        return f"overridden by {mention(decision.by)}"
    names = [given.by for given in deploy.approvals[:YES_MAX]] or [decision.by]
    return f"approved by {' and '.join(map(mention, names))}"
