"""What is said when the gate finds something wrong about itself, and once it is mended."""

from app.domain.alarm import HAPPENED, Alarm
from app.domain.message import Message
from blocks.text import context, escape, gap, line, link, rich, say, section

ROOM = 600  # characters of each sentence
AROUND, USUAL = "A deployment went around the gate", "The gate needs a hand"
OPEN = "Open it on GitHub"


def alarm(told: Alarm) -> Message:
    """Return what the leads read, once for each alarm."""
    title = AROUND if told.kind in HAPPENED else USUAL
    lines = [line(say(told.words, ROOM)), line(gap("To mend it: "), say(told.mend, ROOM))]
    if told.link:
        lines.append(line(link(told.link, OPEN)))
    blocks = [section(f"*{title}*"), rich(*lines), context(f"`airlock doctor` shows it too; {told.kind}")]
    return Message(f"{title}: {escape(told.words, ROOM)} {escape(told.mend, ROOM)}", blocks)


def mended(told: Alarm) -> Message:
    """Return what is said in the alarm's thread when a look no longer finds it."""
    text = "Mended: the last look did not find this any more."
    return Message(text, [section(text), context(escape(told.words, ROOM))])
