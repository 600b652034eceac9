"""What `/deploy` answers, privately."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from app.domain.deploy import Deploy
from app.domain.filter import Some, Waiting
from app.domain.halt import Place
from app.domain.lane import Hold
from app.domain.message import Block, Message
from app.domain.report import Report
from blocks import evidence
from blocks.card import deploy_card
from blocks.halt import hold_line
from blocks.standing import verdict
from blocks.text import MESSAGE_MAX, context, escape, fitting, gap, line, link, moment, rich, say, section

LISTED = 4  # locks and freezes, and overrides to be looked at; a message holds 50 blocks
WAITING, RUNNING = 9, 5  # deploys; each takes two blocks
OVERRIDDEN = "Overridden: a second person looks with `/deploy signoff ID`"
ROUND = 1200  # characters for what stands around the rows
ROOM = {WAITING: 5000, RUNNING: 2200, LISTED: 1200}  # characters


@dataclass(frozen=True)
class Page:
    """A page of the history."""

    deploys: Sequence[Deploy]  # newest first
    number: int  # 1-based
    pages: int
    wanted: tuple[str, ...] = ()  # as typed, without the page; foreign text
    is_all: bool = True  # False: the search broke off
    is_counted: bool = True  # False: there are more pages than `pages`, perhaps


def status(now: Waiting, held: Sequence[tuple[Place, Hold]] = ()) -> Message:
    total = now.asked.total + now.running.total
    title = f"{total} deploy{'s' if total != 1 else ''} waiting or running"
    if not total:
        title = "Nothing waits and nothing is running."
    blocks = [section(f"*{title}*")]
    blocks += _some("Waiting for an answer", now.asked, WAITING)
    blocks += _some("Being reviewed, in line or on its way", now.running, RUNNING)
    blocks += _list("Locks and freezes", [[section(hold_line(*one))] for one in held], LISTED, len(held))
    blocks += _some(OVERRIDDEN, now.unsigned, LISTED)
    return Message(title, blocks)


def history(page: Page) -> Message:
    if not page.deploys:
        return _plain(_nothing(page))
    title = f"History, page {page.number} of {page.pages}{'' if page.is_counted else ' or more'}"
    rows = _rows(page.deploys)
    blocks = [section(f"*{title}*"), *(block for drawn in rows for block in drawn)]
    if len(page.deploys) > len(rows):
        blocks.append(context(f"{len(page.deploys) - len(rows)} more do not fit here; App Home lists them"))
    if not page.is_all:
        blocks.append(context("Older ones were not searched; leave something out to reach them"))
    if page.number < page.pages:
        words = [*(escape(word, 100) for word in page.wanted), str(page.number + 1)]
        blocks.append(context(f"`/deploy history {' '.join(words)}` shows older ones"))
    return Message(title, blocks)


def show(deploy: Deploy, report: Report | None) -> Message:
    """Return one deploy as its card, without buttons: decisions are made on the card itself."""
    if report is None:
        return Message(escape(deploy.id), row(deploy))
    card = deploy_card(deploy, report)
    return Message(card.text, [block for block in card.blocks if block["type"] != "actions"])


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


def _some(title: str, some: Some, most: int) -> list[Block]:
    return _list(title, map(row, some.deploys), most, some.total)


def _list(title: str, drawn: Iterable[list[Block]], most: int, total: int) -> list[Block]:
    """Return the first rows under their title; nothing when there are none."""
    shown = fitting(list(islice(drawn, most)), ROOM[most])
    if not total:
        return []
    blocks = [section(f"*{title}*"), *(block for one in shown for block in one)]
    left_out = total - len(shown)
    return [*blocks, context(f"{left_out} more; App Home lists them")] if left_out else blocks


def _nothing(page: Page) -> str:
    if page.number > page.pages or page.number > 1:
        return "There is only 1 page." if page.pages == 1 else f"There are only {page.pages} pages."
    return "Nothing in the history matches." if page.wanted else "Nothing has happened yet."


def _rows(deploys: Sequence[Deploy]) -> list[list[Block]]:
    """Return the rows of the first deploys, as many as a message may hold."""
    return fitting((row(deploy) for deploy in deploys), MESSAGE_MAX - ROUND)


def _plain(text: str) -> Message:
    return Message(text, [section(text)])
