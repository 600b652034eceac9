"""App Home: what waits (for me first), what runs, what is held up, what happened, and the last 90 days."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.deploy import Deploy
from app.domain.figures import Kept
from app.domain.filter import EVERYTHING, Filter
from app.domain.halt import Place
from app.domain.lane import Hold
from app.domain.message import Block
from blocks.figures import figure_blocks
from blocks.halt import hold_line
from blocks.look import filters, paging
from blocks.status import OVERRIDDEN, row
from blocks.text import context, fitting, header, moment, section

PAGE = 10  # deploys of history a page
LOOKED_AT = 50  # of what waits for an answer, whether it is this person's
NEWER_WAIT = "{count} more wait for an answer, queued after these: `/deploy status`"
OUTSIDE = "Only members of this workspace see here what waits and what happened."


@dataclass(frozen=True)
class Unread:
    """How many more there are of what is not read whole."""

    asked: int = 0  # so that nobody knows whether they wait for this person
    running: int = 0
    unsigned: int = 0


@dataclass(frozen=True)
class Overview:
    """What App Home shows to one person."""

    mine: Sequence[Deploy]  # wait for an answer that this person may give
    others: Sequence[Deploy]  # wait for somebody else's answer
    running: Sequence[Deploy]
    history: Sequence[Deploy]  # one page, newest first
    page: int  # 1-based
    pages: int
    is_all: bool = True  # False: the search broke off, and older deploys may match as well
    is_counted: bool = True  # False: there are more pages than `pages`, perhaps
    wanted: Filter = EVERYTHING
    environments: Sequence[str] = ()  # to choose from
    unsigned: Sequence[Deploy] = ()  # overridden, and nobody has looked at that yet
    unread: Unread = Unread()
    holds: Sequence[tuple[Place, Hold]] = ()
    figures: Kept | None = None
    has_picture: bool = True  # False: Slack does not show it


@dataclass(frozen=True)
class Room:
    """How much of a list is shown. A view holds 100 blocks, and 250 kB of JSON in which an emoji takes 12."""

    rows: int  # of one or two blocks
    characters: int


MINE, OTHERS, UNSIGNED, RUNNING, HOLDS, HISTORY = (
    Room(8, 4000),
    Room(5, 2000),
    Room(4, 1500),
    Room(6, 2500),
    Room(6, 2000),
    Room(PAGE, 5000),
)


def home(overview: Overview) -> list[Block]:
    blocks = [header("Airlock"), *_deploys("Waits for you", overview.mine, MINE, "Nothing waits for you.")]
    blocks += _deploys("Waits for somebody else", overview.others, OTHERS, "Nothing else waits.")
    unread = overview.unread
    if unread.asked:
        blocks.append(context(NEWER_WAIT.format(count=unread.asked)))
    if overview.unsigned:
        blocks += _deploys(OVERRIDDEN, overview.unsigned, UNSIGNED, "", unread.unsigned)
    blocks += _deploys(
        "Running and in line", overview.running, RUNNING, "Nothing is running.", unread.running
    )
    held = [[section(_held(*one))] for one in overview.holds]
    blocks += _list("Locks and freezes", held, HOLDS, "Nothing is locked or frozen.")
    blocks += _history(overview)
    return [*blocks, DIVIDER, *figure_blocks(overview.figures, with_picture=overview.has_picture)]


def outside() -> list[Block]:
    """Return what guests, bots and people of other workspaces see."""
    return [header("Airlock"), section(OUTSIDE)]


DIVIDER: Block = {"type": "divider"}


def _deploys(title: str, deploys: Sequence[Deploy], room: Room, empty: str, unread: int = 0) -> list[Block]:
    drawn = [row(deploy) for deploy in deploys[: room.rows]]
    return _list(title, drawn, room, empty, len(deploys) + unread)


def _list(
    title: str, drawn: Sequence[list[Block]], room: Room, empty: str, total: int | None = None
) -> list[Block]:
    total = len(drawn) if total is None else total
    shown = fitting(drawn[: room.rows], room.characters)
    blocks = [DIVIDER, section(f"*{title}* ({total})" if total else f"*{title}*\n{empty}")]
    blocks += [block for one in shown for block in one]
    left_out = total - len(shown)
    return [*blocks, context(f"{left_out} more: `/deploy status`")] if left_out > 0 else blocks


def _held(place: Place, hold: Hold) -> str:
    since = f"\nsince {moment(hold.since)}" if hold.since else ""
    lasts = "" if hold.until else "; until somebody ends it with `/deploy unlock`"
    return f"{hold_line(place, hold)}{since}{lasts}"


def _history(overview: Overview) -> list[Block]:
    is_narrowed = overview.wanted != EVERYTHING
    empty = "Nothing in the history matches." if is_narrowed else "Nothing has happened yet."
    blocks = [DIVIDER, section("*History*" if overview.history else f"*History*\n{empty}")]
    blocks.append(filters(overview.wanted, overview.environments))
    shown = fitting([row(deploy) for deploy in overview.history[: HISTORY.rows]], HISTORY.characters)
    blocks += [block for one in shown for block in one]
    said = [f"Page {overview.page} of {overview.pages}{'' if overview.is_counted else ' or more'}"]
    if len(shown) < len(overview.history):
        said.append(f"{len(overview.history) - len(shown)} of this page do not fit: `/deploy history`")
    if not overview.is_all:
        said.append("older deploys were not searched and may match as well; drop a filter to see them")
    return [*blocks, context("; ".join(said)), paging(overview.page, overview.pages)]
