"""The card: one message that says what is to be deployed, how risky it is, and where it stands."""

from app.domain.deploy import Deploy
from app.domain.evidence import Teller
from app.domain.holding import is_held
from app.domain.message import Block, Message
from app.domain.outbox import troubles
from app.domain.quorum import quorum
from app.domain.report import Report
from app.domain.summary import Summary
from app.domain.table import is_open
from blocks import evidence
from blocks.pulls import pull_list
from blocks.report import in_one_look
from blocks.standing import is_settled, notes, verdict
from blocks.text import (
    CONFIRM_MAX,
    MESSAGE_MAX,
    PERSON,
    URL_MAX,
    context,
    escape,
    fitting,
    gap,
    header,
    length,
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

TROUBLE_MAX, TROUBLES = 500, 3  # characters; how many are told
FALLBACK_MAX = (
    3500  # characters; Slack wants less than 4,000: docs.slack.dev/reference/methods/chat.postMessage
)
TOLD = {
    Teller.GIT: "read from the repository",
    Teller.GITHUB: "read from GitHub",
    Teller.GITHUB_AND_CI: "read from GitHub, tests as told by CI",
    Teller.CI: "as told by CI",
    Teller.BOTH: "the change read from the repository, tests as told by CI",
}


def deploy_card(deploy: Deploy, report: Report, link: str | None = None) -> Message:
    """Return the card as the record stands: buttons only while an answer counts.

    `link` leads to the card of its neighbour. The report gives way where all would not fit a message.
    """
    head = [header(_title(deploy)), section(_standing(deploy, link)), *map(section, notes(deploy))]
    told = [section(f"*Trouble:* {escape(words, TROUBLE_MAX)}") for words in troubles(deploy)[:TROUBLES]]
    end = [context(*_footer(deploy))]
    if actions := _actions(deploy):
        end.append({"type": "actions", "elements": actions})
    room = MESSAGE_MAX - length([*head, *told, *end])
    return Message(
        _fallback(deploy, link), [*head, *fitting([_commit(deploy), *in_one_look(report)], room), *told, *end]
    )


def report_card(report: Report) -> list[Block]:
    """Return the card of a review that no deploy stands behind: no verdict, no buttons."""
    title = f"Review of {report.repository}" if report.repository else "Review"
    return [header(title), rich(line(say(report.head[:7], code=True))), *in_one_look(report)]


def value(deploy: Deploy) -> str:
    """Return what a button carries: which deploy, and which report was on the card. Neither is trusted."""
    return f"{deploy.id} {deploy.summary.digest if deploy.summary else ''}"


def _standing(deploy: Deploy, link: str | None) -> str:
    first, *rest = verdict(deploy, link).split("\n")
    return "\n".join((f"*{first}*", *rest))  # Slack's bold ends with the line


def _title(deploy: Deploy) -> str:
    back = deploy.summary and deploy.summary.takes_back
    where = f"{deploy.key.repository} in" if back else f"{deploy.key.repository} to"
    return f"{_kind(deploy)} {where} {deploy.key.environment}"


def _kind(deploy: Deploy) -> str:
    if deploy.summary and deploy.summary.takes_back:
        return "Roll back"
    return "Hotfix: deploy" if deploy.hotfix else "Deploy"


def _commit(deploy: Deploy) -> Block:
    sha, summary = deploy.key.sha[:7], deploy.summary
    parts = [say(sha, code=True), gap("  ")]
    if summary is not None and summary.takes_back:
        plural = "" if summary.takes_back == 1 else "s"
        parts.append(gap(f"was live before; takes away {summary.takes_back:,} commit{plural}"))
    elif summary is not None:
        parts += [say(summary.subject, 200), gap(" by ")] if summary.subject else [gap("by ")]
        parts.append(say(summary.author, 80, bold=True))
        parts += [gap(f", {summary.commits} commits")] if summary.commits > 1 else []
    return rich(line(*parts), *pull_list(summary.pulls if summary else ()))


def _footer(deploy: Deploy) -> list[str]:
    words = [f"Deploy `{deploy.id}`"]
    if is_open(deploy) and deploy.deadline and not deploy.escalated_at:
        words.append(f"Answer by {moment(deploy.deadline)}")
    if deploy.escalated_at:
        words.append(f"Escalated {moment(deploy.escalated_at)}")
        words += [f"Expires {moment(deploy.expires_at)}"] if is_open(deploy) and deploy.expires_at else []
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
    """Return the buttons that would count: nobody approves what a lock or freeze holds up."""
    where = f"{deploy.key.sha[:7]} of {deploy.key.repository} to {deploy.key.environment}"
    confirm = {
        "title": plain("Approve this deploy?"),
        "text": plain(f"{_effect(deploy)} {where}.", CONFIRM_MAX),
        "confirm": plain("Approve", 30),
        "deny": plain("Not yet", 30),
    }
    approve = {"action_id": APPROVE, "style": "primary", "text": plain("Approve"), "confirm": confirm}
    reject = {"action_id": REJECT, "style": "danger", "text": plain("Reject")}
    withdraw = {"action_id": WITHDRAW, "text": plain("Withdraw my approval")}
    buttons = [
        *([] if is_held(deploy) else [_button(deploy, approve, f"Approve {where}")]),
        _button(deploy, reject, f"Reject {where}"),
    ]
    given = [_button(deploy, withdraw, f"Withdraw my approval of {where}")] if deploy.approvals else []
    return [*buttons, *given]


def _effect(deploy: Deploy) -> str:
    """Say what one more yes does: where others are missing, it brings nothing by itself."""
    count = quorum(deploy, deploy.approvals)
    if count.need - count.have > 1 or count.missing:
        return f"This is one of the {max(count.need, 2)} approvals that bring"
    return "This brings"


def _button(deploy: Deploy, drawn: Block, label: str) -> Block:
    return {
        "type": "button",
        "value": value(deploy),
        **drawn,
        "accessibility_label": plain(label)["text"],
    }


def _fallback(deploy: Deploy, link: str | None) -> str:
    """Return what stands in for the card in notifications, and what a screen reader reads."""
    summary = deploy.summary
    level = f"risk {evidence.risk(summary.level, summary.score)}. " if summary else ""
    where = f"{escape(deploy.key.repository)} {deploy.key.sha[:7]} to {escape(deploy.key.environment)}"
    text = f"{_kind(deploy)} {where}: {level}{verdict(deploy, link)}"
    for words in notes(deploy):
        longer = f"{text}\n{words}"
        text = longer if len(longer) <= FALLBACK_MAX else text
    return text
