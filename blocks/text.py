"""Foreign text made safe, and the few forms of text that Slack draws. Limits: see each constant."""

import re
import unicodedata
from collections.abc import Container, Iterable
from datetime import datetime
from typing import Any, TypeVar

from app.domain.message import Block

# Characters; docs.slack.dev/reference/block-kit/blocks
HEADER_MAX = 150
FIELD_MAX = 2000
BUTTON_MAX = 75
CONFIRM_MAX = 300
URL_MAX = 3000
MESSAGE_MAX = 10_000  # over all blocks; Slack breaks off somewhere above 13,000: bolt-js issue 2509

T = TypeVar("T")

PERSON = re.compile(r"[UW][A-Z0-9]{8,20}")  # a Slack user id, and no name that a CI gave
GROUP = re.compile(r"S[A-Z0-9]{8,20}")  # a user group's id
ESCAPED_PERSON = re.compile(r"&lt;@([UW][A-Z0-9]{8,20})&gt;")
NAMED_MAX = 5

SPACE = re.compile(r"\s+")
INVISIBLE = frozenset({"Cf", "Cs", "Co"})  # Unicode categories: format, surrogate, private
BREAKING = frozenset({"Cc", "Zl", "Zp"})  # control, line, paragraph
# What formats, and a look-alike that does not: an invisible character beside it would not stop Slack.
FORMATTING = re.compile(r"[*~`]|(?<!\w)_|_(?!\w)")
LOOKS_LIKE = {"*": "\u2217", "~": "\u223c", "`": "\u02cb", "_": "\u02cd"}


def clean(text: str, limit: int) -> str:
    """Return foreign text as one line: no control, bidi or zero-width characters, at most `limit` long."""
    start = text[: limit * 4]
    seen = start if start.isprintable() else "".join(map(_visible, start))  # most text is
    line = SPACE.sub(" ", seen).strip()
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    return "\ufffd" if category in INVISIBLE else " " if category in BREAKING else character


def escape(text: str, limit: int = 300) -> str:
    """Make foreign text safe inside mrkdwn: it neither mentions, links nor formats.

    At most `limit` of its characters are kept, fewer if they would come to more than twice that in mark-up.
    """
    line = clean(text, limit)
    while len(escaped := _escaped(line)) > 2 * limit:
        line = clean(line, len(line) * 2 // 3)
    return escaped


def _escaped(line: str) -> str:
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return FORMATTING.sub(lambda found: LOOKS_LIKE[found[0]], line)


def moment(at: datetime) -> str:
    """Return a time that each reader sees in their own zone."""
    fallback = f"{at:%Y-%m-%d %H:%M} UTC"
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{fallback}>"


def mention(user_id: str) -> str:
    return f"<@{user_id}>"


def called(name: str) -> str:
    """Return what calls a person, or a group by its id; any other name stays plain text."""
    if PERSON.fullmatch(name):
        return mention(name)
    return f"<!subteam^{name}>" if GROUP.fullmatch(name) else escape(name, 60)


def named(names: Iterable[str]) -> str:
    """Return the first of the policy's names as a list that calls no group."""
    names = tuple(names)
    shown = [mention(name) if PERSON.fullmatch(name) else escape(name, 60) for name in names[:NAMED_MAX]]
    more = [f"{len(names) - NAMED_MAX} more"] if len(names) > NAMED_MAX else []
    return ", ".join([*shown, *more])


def people(text: str, known: Container[str], limit: int = 300) -> str:
    """Escape words in which people stand by their ids, and leave those who are known."""
    return ESCAPED_PERSON.sub(
        lambda found: mention(found[1]) if found[1] in known else found[0], escape(text, limit)
    )


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, HEADER_MAX)}


def plain(text: str, limit: int = BUTTON_MAX) -> Block:
    return {"type": "plain_text", "text": clean(text, limit), "emoji": False}


def section(mrkdwn: str) -> Block:
    """Return a section in our own voice; whatever is foreign in it has been escaped."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn}}


def fields(pairs: Iterable[tuple[str, str]]) -> Block:
    """Return label and value pairs in two columns; values are escaped already."""
    texts = [{"type": "mrkdwn", "text": f"*{label}*\n{value}"[:FIELD_MAX]} for label, value in pairs]
    return {"type": "section", "fields": texts}


def context(*mrkdwn: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text} for text in mrkdwn if text]}


# Rich text does not parse what it is given, so foreign text can say nothing in our voice.


def say(text: str, limit: int = 300, *, bold: bool = False, code: bool = False) -> Block:
    style = {"style": {"bold": bold, "code": code}} if bold or code else {}
    return {"type": "text", "text": clean(text, limit) or " ", **style}


def gap(text: str = " ") -> Block:
    """Return our own words between foreign ones, spaces kept."""
    return {"type": "text", "text": text}


def told(text: str, limit: int = 300) -> list[Block]:
    """Return words of the review, in which backticks mark code."""
    parts = clean(text, limit).split("`")
    styles = ({"style": {"code": True}} if number % 2 else {} for number in range(len(parts)))
    return [
        {"type": "text", "text": part, **style} for part, style in zip(parts, styles, strict=True) if part
    ]


def link(url: str, label: str, *, code: bool = False) -> Block:
    style = {"style": {"code": True}} if code else {}
    return {"type": "link", "url": url[:URL_MAX], "text": clean(label, 100), **style}


def rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def line(*parts: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(parts)}


def quote(*parts: Block) -> Block:
    return {"type": "rich_text_quote", "elements": list(parts)}


def length(blocks: Any) -> int:
    """Return how many characters of text the blocks hold."""
    if isinstance(blocks, dict):
        return sum(len(v) if k == "text" and isinstance(v, str) else length(v) for k, v in blocks.items())
    return sum(map(length, blocks)) if isinstance(blocks, list) else 0


def fitting(parts: Iterable[T], room: int) -> list[T]:
    """Return the first parts, as many as hold at most `room` characters together."""
    kept = []
    for part in parts:
        room -= length(part)
        if room < 0:
            break
        kept.append(part)
    return kept


def bullets(lines: Iterable[Block]) -> Block:
    return {"type": "rich_text_list", "style": "bullet", "elements": list(lines)}
