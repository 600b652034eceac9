"""The card: one message that says what is to be deployed, how risky it is, and where it stands."""

import re

from app.domain.deploy import Deploy, State, Summary
from app.domain.evidence import Teller
from app.domain.message import Block, Message
from app.domain.outbox import troubles
from app.domain.quorum import quorum
from app.domain.report import Report
from app.domain.table import is_open
from blocks import evidence
from blocks.pulls import pull_list
from blocks.report import in_one_look
from blocks.text import (
    CONFIRM_MAX,
    URL_MAX,
    context,
    escape,
    gap,
    header,
    line,
    mention,
    moment,
    plain,
    rich,
    say,
    section,
)

APPROVE, REJECT, OPEN_RUN = "deploy.approve", "deploy.reject", "deploy.run"
WITHDRAW = "deploy.withdraw"  # one's own approval

PERSON = re.compile(r"[UW][A-Z0-9]{8,20}")  # a Slack user id, and no name that a CI gave

TROUBLE_MAX = 500  # characters
TOLD = {
    Teller.GIT: "read from the repository",
    Teller.GITHUB: "read from GitHub",
    Teller.GITHUB_AND_CI: "read from GitHub, tests as told by CI",
    Teller.CI: "as told by CI",
    Teller.BOTH: "the change read from the repository, tests as told by CI",
}
VERDICT = {
    State.QUEUED: "Queued",
    State.REVIEWING: "Being reviewed",
    State.PENDING: "Waiting for approval",
    State.ESCALATED: "Nobody answered in time, more people were asked; still waiting for approval",
    State.APPROVED: "Approved by {by} {at}; promotion is starting",
    State.PROMOTING: "Approved by {by} {at}; promotion is running",
    State.LIVE: "Live since {ended}; approved by {by} {at}",
    State.REJECTED: "Rejected by {by} {at}; the reason is in the thread",
    State.FAILED: "Promotion failed: {detail}\nApproved by {by} {at}",
    State.SUPERSEDED: "Superseded by deploy `{detail}`; decide on that one",
    State.CANCELLED: "Cancelled by {by} {at}",
    State.EXPIRED: "Expired: nobody decided in time; queue it again",
    State.ROLLED_BACK: "Rolled back; deploy `{detail}` is live instead",
}
UNDECIDED = {  # before anybody could say a word
    State.FAILED: "Failed: {detail}",
    State.CANCELLED: "Nothing waits for this any more: it {detail}",
}


def deploy_card(deploy: Deploy, report: Report) -> Message:
    """Return the card as the record stands: buttons only while an answer counts."""
    blocks = [header(_title(deploy)), section(_standing(deploy)), _commit(deploy), *in_one_look(report)]
    blocks += [section(f"*Trouble:* {escape(words, TROUBLE_MAX)}") for words in troubles(deploy)]
    blocks.append(context(*_footer(deploy)))
    if actions := _actions(deploy):
        blocks.append({"type": "actions", "elements": actions})
    return Message(_fallback(deploy), blocks)


def report_card(report: Report) -> list[Block]:
    """Return the card of a review that no deploy stands behind: no verdict, no buttons."""
    title = f"Review of {report.repository}" if report.repository else "Review"
    return [header(title), rich(line(say(report.head[:7], code=True))), *in_one_look(report)]


def verdict(deploy: Deploy) -> str:
    """Say where the deploy stands, in mrkdwn."""
    decision, promotion = deploy.decision, deploy.promotion
    known = VERDICT if decision else VERDICT | UNDECIDED
    words = known[deploy.state].format(
        by=mention(decision.by) if decision else "",
        at=moment(decision.at) if decision else "",
        ended=moment(promotion.ended_at) if promotion and promotion.ended_at else "",
        detail=escape(deploy.detail or ""),
    )
    return words + _approvals(deploy) if is_open(deploy) else words


def value(deploy: Deploy) -> str:
    """Return what a button carries: which deploy, and which report was on the card. Neither is trusted."""
    return f"{deploy.id} {deploy.summary.digest if deploy.summary else ''}"


def is_settled(deploy: Deploy) -> bool:
    """Whether the report on the card is the newest: no evidence waits to be read."""
    return deploy.summary is not None and deploy.summary.evidence == deploy.evidence


def _standing(deploy: Deploy) -> str:
    first, *rest = verdict(deploy).split("\n")
    return "\n".join((f"*{first}*", *rest))  # Slack's bold ends with the line


def _title(deploy: Deploy) -> str:
    back = deploy.summary and deploy.summary.takes_back
    where = f"{deploy.key.repository} in" if back else f"{deploy.key.repository} to"
    return f"{'Roll back' if back else 'Deploy'} {where} {deploy.key.environment}"


def _approvals(deploy: Deploy) -> str:
    if not is_settled(deploy):
        return "\nNew evidence is being read; the buttons come back with the new report"
    count = quorum(deploy, deploy.approvals)
    words = f"\n{count.have} of {count.need} approvals" if count.need > 1 or count.missing else ""
    if deploy.approvals:
        words += " (" + ", ".join(mention(given.by) for given in deploy.approvals) + ")"
    for gate, names in count.missing:
        article = "An" if gate[0] in "aeiou" else "A"
        words += f"\n{article} {gate} change: needs one of {escape(', '.join(names), 150)}"
    return words


def _commit(deploy: Deploy) -> Block:
    sha, summary = deploy.key.sha[:7], deploy.summary
    parts = [say(sha, code=True), gap("  ")]
    if summary is not None and summary.takes_back:
        plural = "" if summary.takes_back == 1 else "s"
        parts.append(gap(f"was live before; takes away {summary.takes_back:,} commit{plural}"))
    elif summary is not None:
        parts += [say(summary.subject, 200), gap(" by "), say(summary.author, 80, bold=True)]
        parts += [gap(f", {summary.commits} commits")] if summary.commits > 1 else []
    return rich(line(*parts), *pull_list(summary.pulls if summary else ()))


def _footer(deploy: Deploy) -> list[str]:
    words = [f"Deploy `{deploy.id}`"]
    if is_open(deploy) and deploy.deadline and not deploy.escalated_at:
        words.append(f"Answer by {moment(deploy.deadline)}")
    if deploy.escalated_at:
        words.append(f"Escalated {moment(deploy.escalated_at)}")
    if deploy.request.actor:
        words.append(f"Queued by {_actor(deploy.request.actor)}")
    if deploy.summary:
        words.append(_made_from(deploy.summary))
    return words


def _made_from(summary: Summary) -> str:
    return f"Report {summary.revision} `{summary.digest[7:19]}`, {TOLD[summary.teller]}"


def _actor(actor: str) -> str:
    return mention(actor) if PERSON.fullmatch(actor) else escape(actor, 80)


def _actions(deploy: Deploy) -> list[Block]:
    buttons = _decide(deploy) if is_open(deploy) and is_settled(deploy) else []
    url = (deploy.promotion.url if deploy.promotion else None) or deploy.request.run_url
    if url:
        run = {"type": "button", "action_id": OPEN_RUN, "text": plain("Open run"), "url": url[:URL_MAX]}
        buttons.append(run)
    return buttons


def _decide(deploy: Deploy) -> list[Block]:
    where = f"{deploy.key.sha[:7]} of {deploy.key.repository} to {deploy.key.environment}"
    common = {"type": "button", "value": value(deploy)}
    confirm = {
        "title": plain("Approve this deploy?"),
        "text": plain(f"This brings {where}.", CONFIRM_MAX),
        "confirm": plain("Approve", 30),
        "deny": plain("Not yet", 30),
    }
    approve = {"action_id": APPROVE, "style": "primary", "text": plain("Approve"), "confirm": confirm}
    reject = {"action_id": REJECT, "style": "danger", "text": plain("Reject")}
    return [
        {**common, **approve, "accessibility_label": plain(f"Approve {where}")["text"]},
        {**common, **reject, "accessibility_label": plain(f"Reject {where}")["text"]},
    ]


def _fallback(deploy: Deploy) -> str:
    summary = deploy.summary
    level = f"risk {evidence.risk(summary.level, summary.score)}. " if summary else ""
    where = f"{escape(deploy.key.repository)} {deploy.key.sha[:7]} to {escape(deploy.key.environment)}"
    kind = "Roll back" if summary and summary.takes_back else "Deploy"
    return f"{kind} {where}: {level}{verdict(deploy)}"
