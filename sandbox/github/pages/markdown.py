"""Markdown as far as Apps write it here: headings, lists, tables, code, bold and links; all else is text."""

import re
from collections.abc import Iterator
from itertools import groupby

from sandbox.github.pages.html import Html, many, tag

TRAILING = ".,;:!?"
INLINE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|`(?P<code>[^`]+)`"
    r"|\*\*(?P<bold>(?:\\.|[^\\\n])+?)\*\*"
    r"|\[(?P<label>[^\[\]]*)\]\((?P<to>https?://[^\s()<>\"]+)\)"
    r"|(?P<url>https?://[^\s<>()\[\]\"'`\\]+)"
)
HEADING = re.compile(r"#{1,6} +(?P<words>.+)")
RULER = re.compile(r"\|(?: *:?-+:? *\|)+")
CELL_END = re.compile(r"(?<!\\)\|")


def markdown(text: str) -> Html:
    """Return foreign Markdown as HTML; there is no HTML in it but what is made here."""
    blocks = groupby(text.splitlines(), key=_kind)
    return tag("div", *(_block(kind, list(lines)) for kind, lines in blocks), class_="prose")


def inline(text: str) -> Html:
    """Return one line of it."""
    return many(*_pieces(text))


def _kind(line: str) -> str:
    if not line.strip():
        return "nothing"
    if HEADING.fullmatch(line):
        return "heading"
    return {"- ": "list", "| ": "table"}.get(line[:2], "words")


def _block(kind: str, lines: list[str]) -> Html | None:
    match kind:
        case "nothing":
            return None
        case "heading":
            return many(*(tag("h4", inline(line.lstrip("#").strip())) for line in lines))
        case "list":
            return tag("ul", *(tag("li", inline(line[2:])) for line in lines))
        case "table":
            return tag("div", _table(lines), class_="scrolls", tabindex="0", role="group")
        case _:
            return tag("p", inline("\n".join(lines)))


def _table(lines: list[str]) -> Html:
    head, *rows = [CELL_END.split(line.strip())[1:-1] for line in lines if not RULER.fullmatch(line.strip())]
    heads = tag("tr", *(tag("th", inline(cell.strip()), scope="col") for cell in head))
    body = (tag("tr", *(tag("td", inline(cell.strip())) for cell in row)) for row in rows)
    return tag("table", tag("thead", heads), tag("tbody", *body))


def _pieces(text: str) -> Iterator[Html | str]:
    end = 0
    for found in INLINE.finditer(text):
        yield text[end : found.start()]
        end = found.end()
        yield _piece(found)
    yield text[end:]


def _piece(found: re.Match[str]) -> Html | str:
    given = found[found.lastgroup or 0]
    match found.lastgroup:
        case "code":
            return tag("code", given)
        case "bold":
            return tag("b", inline(given))
        case "to":
            return _outward(found["label"], given)
        case "url":
            address = given.rstrip(TRAILING)
            return many(_outward(address, address), given[len(address) :])
        case _:
            return given


def _outward(words: str, address: str) -> Html:
    return tag("a", words, href=address, rel="noopener noreferrer nofollow")
