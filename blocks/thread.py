"""What is said beside the card: in its thread, to the leads, and to everybody once it is live."""

from datetime import datetime

from app.domain.deploy import Deploy
from app.domain.effect import Effect
from app.domain.message import Message
from app.domain.report import Report
from blocks import evidence
from blocks.text import (
    bullets,
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

SIGN_OFF = "deploy.sign_off"  # an override, by a second person
NO_LINK = "There is no link to its card; `/deploy status` has more"


def findings(deploy: Deploy, report: Report) -> Message:
    """Return the whole report, as far as a message may hold it; `airlock show` has the rest."""
    revision = deploy.summary.revision if deploy.summary else 1
    title = f"Report {revision}: risk {evidence.risk(report.level, report.score)}; {evidence.tally(report)}"
    found = evidence.finding_list(evidence.by_weight(report)[:FINDINGS_MAX], with_points=True)
    lists = {
        "Findings": fitting(found["elements"], FINDINGS_ROOM),
        "Could not be told": fitting(evidence.unknown_list(report, UNKNOWN_MAX)["elements"], UNKNOWN_ROOM),
        "Files": fitting(evidence.file_list(report, FILES_MAX)["elements"], FILES_ROOM),
    }
    blocks = [section(f"*{title}*")]
    blocks += [rich(line(say(name, bold=True)), bullets(lines)) for name, lines in lists.items() if lines]
    entries = len(report.findings) + len(report.unknown) + len(report.files)
    if left_out := entries - sum(map(len, lists.values())):
        blocks.append(context(f"{left_out} more; `airlock show {deploy.id}` lists all"))
    blocks.append(context(f"`{report.digest}`"))
    return Message(title, blocks)


def reason(deploy: Deploy) -> Message:
    by = mention(deploy.decision.by) if deploy.decision else "nobody"
    words = (deploy.decision.reason if deploy.decision else None) or ""
    title = f"Rejected by {by}:"
    return Message(f"{title} {escape(words)}", [section(title), rich(quote(say(words, 3000)))])


def failure(deploy: Deploy) -> Message:
    title = "The promotion failed; nothing was announced."
    words = deploy.detail or "The CI gave no reason."
    return Message(f"{title} {escape(words)}", [section(f"*{title}*"), rich(quote(say(words, 2000)))])


def reminder(deploy: Deploy) -> Message:
    until = f" Answer by {moment(deploy.deadline)}." if deploy.deadline else ""
    text = f"This deploy still waits for a decision.{until}"
    return Message(text, [section(text)])


def escalation(deploy: Deploy) -> Message:
    """Return what the leads read."""
    what = _what(deploy)
    since = moment(deploy.queued_at)
    risk = f", risk {evidence.risk(deploy.summary.level, deploy.summary.score)}" if deploy.summary else ""
    text = f"Nobody has decided on {what}{risk}, queued {since}. The gate stays shut until a person does."
    where = f"<{deploy.card.link}|Open the card>" if deploy.card and deploy.card.link else NO_LINK
    return Message(text, [section(f"*No answer in time*\n{text}\n{where}")])


def announcement(deploy: Deploy) -> Message:
    promotion, decision = deploy.promotion, deploy.decision
    ended: datetime = (promotion.ended_at if promotion else None) or deploy.changed_at
    by = f"approved by {mention(decision.by)}" if decision else ""
    text = f"Live: {_what(deploy)} since {moment(ended)}, {by}"
    parts = [
        gap("Live: "),
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


def message(deploy: Deploy, effect: Effect, report: Report) -> Message:
    """Return the message that an effect owes. The card itself is `card.deploy_card`."""
    return findings(deploy, report) if effect is Effect.POST_FINDINGS else _BESIDE[effect](deploy)


_BESIDE = {
    Effect.POST_REASON: reason,
    Effect.POST_FAILURE: failure,
    Effect.POST_REMINDER: reminder,
    Effect.POST_PING: reminder,
    Effect.POST_EXPIRY: reminder,
    Effect.POST_REOPENED: reminder,
    Effect.POST_OVERRIDE: escalation,
    Effect.POST_ESCALATION: escalation,
    Effect.ANNOUNCE: announcement,
}


def _what(deploy: Deploy) -> str:
    key = deploy.key
    subject = f" ({escape(deploy.summary.subject, 120)})" if deploy.summary else ""
    return f"{escape(key.repository, 140)} `{key.sha[:12]}`{subject} to {escape(key.environment, 100)}"
