"""What `/deploy` answers, privately."""

from collections.abc import Sequence

from app.domain.deploy import Deploy
from app.domain.message import Block, Message
from app.domain.report import Report
from blocks import evidence
from blocks.card import deploy_card, verdict
from blocks.text import MESSAGE_MAX, context, escape, fitting, gap, line, link, moment, rich, say, section

LISTED = 20  # a message holds 50 blocks; each deploy takes two
ROUND = 300  # characters for what stands around the rows

HELP = (
    ("status", "what waits, and what is running"),
    ("show ID", "one deploy, with its report"),
    (
        "queue OWNER/NAME SHA [ENVIRONMENT]",
        "queue one, as in `/deploy queue acme/shop 3f2a1bc production`",
    ),
    ("history [PAGE]", "what happened, newest first"),
    ("cancel ID [REASON]", "call off a deploy that waits; its author, who queued it, or an approver may"),
    ("help", "this list"),
)


def status(waiting: Sequence[Deploy], total: int) -> Message:
    if not waiting:
        return _plain("Nothing waits and nothing is running.")
    title = f"{total} deploy{'s' if total != 1 else ''} waiting or running"
    rows = _rows(waiting[:LISTED])
    blocks = [section(f"*{title}*"), *(block for drawn in rows for block in drawn)]
    if total > len(rows):
        blocks.append(context(f"{total - len(rows)} more; App Home lists them"))
    return Message(title, blocks)


def history(over: Sequence[Deploy], page: int, pages: int) -> Message:
    if not over:
        return _plain("Nothing has happened yet." if page == 1 else f"There are only {pages} pages.")
    title = f"History, page {page} of {pages}"
    rows = _rows(over)
    blocks = [section(f"*{title}*"), *(block for drawn in rows for block in drawn)]
    if len(over) > len(rows):
        blocks.append(context(f"{len(over) - len(rows)} more do not fit here; App Home lists them"))
    if page < pages:
        blocks.append(context(f"`/deploy history {page + 1}` shows older ones"))
    return Message(title, blocks)


def show(deploy: Deploy, report: Report | None) -> Message:
    """Return one deploy as its card, without buttons: decisions are made on the card itself."""
    if report is None:
        return Message(escape(deploy.id), row(deploy))
    card = deploy_card(deploy, report)
    return Message(card.text, [block for block in card.blocks if block["type"] != "actions"])


def usage(problem: str | None = None) -> Message:
    """Return the help; `problem` says first what was not understood."""
    lines = [f"`/deploy {form}`  {words}" for form, words in HELP]
    blocks = [section(problem)] if problem else []
    blocks.append(section("\n".join(lines)))
    return Message(problem or "How to use /deploy", blocks)


def row(deploy: Deploy) -> list[Block]:
    """Return one deploy in two blocks: what, and where it stands."""
    key, summary = deploy.key, deploy.summary
    card = deploy.card.link if deploy.card else None
    parts = [
        link(card, key.sha[:7], code=True) if card else say(key.sha[:7], code=True),
        gap("  "),
        say(f"{key.repository} to {key.environment}", 200, bold=True),
    ]
    if summary is not None:
        parts += [gap("  "), say(summary.subject, 120)]
    words = [verdict(deploy).replace("\n", "; "), f"`{deploy.id}`", f"queued {moment(deploy.queued_at)}"]
    if summary is not None:
        words.insert(1, f"risk {evidence.risk(summary.level, summary.score)}")
    words += [f"trouble: {escape(debt.problem)}" for debt in deploy.owed if debt.problem]
    return [rich(line(*parts)), context(*words[:10])]


def _rows(deploys: Sequence[Deploy]) -> list[list[Block]]:
    """Return the rows of the first deploys, as many as a message may hold."""
    return fitting((row(deploy) for deploy in deploys), MESSAGE_MAX - ROUND)


def _plain(text: str) -> Message:
    return Message(text, [section(text)])
