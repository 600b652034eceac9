"""App Home: what waits (for me first), what is running, and what happened, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.deploy import Deploy
from app.domain.message import Block
from app.domain.table import is_open
from blocks.status import row
from blocks.text import context, header, plain, section

OLDER, NEWER, REFRESH = "home.older", "home.newer", "home.refresh"
PAGE = 10  # deploys of history a page
LISTED = 10  # in each of the lists above it; a Home holds 100 blocks


@dataclass(frozen=True)
class Overview:
    """What App Home shows to one person."""

    mine: Sequence[Deploy]  # wait for an answer that this person may give
    others: Sequence[Deploy]  # wait for somebody else's answer
    running: Sequence[Deploy]
    history: Sequence[Deploy]
    page: int  # 1-based
    pages: int


def home(overview: Overview) -> list[Block]:
    blocks = [header("Airlock"), *_list("Waits for you", overview.mine, "Nothing waits for you.")]
    blocks += _list("Waits for somebody else", overview.others, "Nothing else waits.")
    blocks += _list("Running", overview.running, "Nothing is running.")
    blocks += _list("History", overview.history, "Nothing has happened yet.")
    return [*blocks, context(f"Page {overview.page} of {overview.pages}"), _paging(overview)]


def sort_waiting(deploys: Sequence[Deploy]) -> tuple[list[Deploy], list[Deploy]]:
    """Return what waits for an answer, and what runs."""
    return [d for d in deploys if is_open(d)], [d for d in deploys if not is_open(d)]


def _list(title: str, deploys: Sequence[Deploy], empty: str) -> list[Block]:
    blocks = [
        {"type": "divider"},
        section(f"*{title}* ({len(deploys)})" if deploys else f"*{title}*\n{empty}"),
    ]
    blocks += [block for deploy in deploys[:LISTED] for block in row(deploy)]
    left_out = len(deploys) - LISTED
    return [*blocks, context(f"{left_out} more: `/deploy status`")] if left_out > 0 else blocks


def _paging(overview: Overview) -> Block:
    buttons = [_button(REFRESH, "Refresh", 1)]
    if overview.page > 1:
        buttons.append(_button(NEWER, "Newer", overview.page - 1))
    if overview.page < overview.pages:
        buttons.append(_button(OLDER, "Older", overview.page + 1))
    return {"type": "actions", "elements": buttons}


def _button(action_id: str, label: str, page: int) -> Block:
    return {"type": "button", "action_id": action_id, "text": plain(label), "value": str(page)}
