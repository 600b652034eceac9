"""What somebody typed after `/deploy`, word by word; Slack's own tokens among them say no more than words.

With `should_escape` a person comes as `<@U…|name>`, a channel as `<#C…|name>`, and a typed `&`, `<` or `>` as
an entity: docs.slack.dev/interactivity/implementing-slash-commands.
"""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.errors import BadInput

REASON_MAX = 1000  # characters
TYPED_MAX = 12_000  # characters; Slack's messages take no more
SHOWN = 40  # characters of a word that is not understood
ALIKE = 0.6  # how close a word must come to be meant: difflib's own default

_TOKEN = re.compile(r"<([@#!]?)([^<>|]{0,500})(?:\|([^<>]{0,500}))?>")
_PERSON = re.compile(r"<@([UW][A-Z0-9]{2,20})(?:\|[^<>|]{0,200})?>")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}


class Miswritten(BadInput):
    """What was typed has not the form of the command; the right one is shown beside the message."""


@dataclass(frozen=True)
class Asked:
    """A command, and who gave it."""

    user: str  # Slack user id, vouched for by Slack
    words: tuple[str, ...] = ()
    trigger_id: str = ""  # opens a modal within three seconds

    @property
    def name(self) -> str:
        return self.words[0].lower() if self.words else "status"

    @property
    def rest(self) -> tuple[str, ...]:
        return self.words[1:]


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a command; a token is one, whatever name stands in it."""
    return tuple(_TOKEN.sub(lambda token: "_".join(token[0].split()), sound(text[:TYPED_MAX])).split())


def sound(text: str) -> str:
    """Return text without halves of characters, which JSON may hold and nothing else takes."""
    return text.encode("utf-8", "replace").decode()


def prose(words: Iterable[str]) -> str:
    """Return words as somebody typed them: a name instead of its token, so that they mention nobody."""
    text = _TOKEN.sub(_label, " ".join(words))
    return re.sub("&(?:lt|gt|amp);", lambda entity: _ENTITIES[entity[0]], text)


def name_of(word: str) -> str:
    """Return the name that a word is, without the backticks that it may have been copied with."""
    return prose([word]).strip("`")


def person_of(word: str) -> str | None:
    """Return the Slack user id of the person that a word names; None for any other word."""
    token = _PERSON.fullmatch(word)
    return token[1] if token else None


def reason_of(words: Sequence[str]) -> str:
    """Return the reason that the words are. Raises Miswritten when there is none, or too much of it."""
    reason = note_of(words)
    if not reason:
        raise Miswritten("Say why, in a sentence; others will read it.")
    return reason


def note_of(words: Sequence[str]) -> str:
    """Return the same where nobody has to say anything."""
    note = prose(words).strip()
    if len(note) > REASON_MAX:
        many = f"That has {len(note):,} characters, and {REASON_MAX:,} is the most"
        raise Miswritten(f"{many}; say it shorter.")
    return note


def shown(word: str) -> str:
    """Return a word that is not understood, fit to be said in an answer."""
    return prose([word]).replace("`", "'")[:SHOWN]


def closest(word: str, among: Iterable[str]) -> str | None:
    """Return which of the names was probably meant: the one that it abbreviates, or the most alike."""
    names, word = {name.lower(): name for name in among}, word[:SHOWN].lower()
    begun = [name for name in names if len(word) > 1 and name.startswith(word)]
    found = begun if len(begun) == 1 else difflib.get_close_matches(word, names, 1, ALIKE)
    return names[found[0]] if found else None


def unknown(word: str, what: str, among: Sequence[str]) -> Miswritten:
    """Return what is said of a name that nobody knows: which are known, and which was probably meant."""
    meant = closest(word, among)
    known = ", ".join(f"`{name}`" for name in among[:20]) or "none yet"
    hint = f" Did you mean `{meant}`?" if meant else ""
    return Miswritten(f"`{shown(word)}` is not {what}; known: {known}.{hint}")


def _label(token: re.Match[str]) -> str:
    kind, value, label = token[1], token[2], token[3] or ""
    if not kind:
        return value
    name = label or value.partition("^")[2] or value
    return name if name.startswith(("@", "#")) else f"{'#' if kind == '#' else '@'}{name}"
